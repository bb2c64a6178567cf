// SPDX-License-Identifier: Apache-2.0
package dev.tfskit;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Follows the types in the signatures of public classes. */
final class PublicTypes {

    private static final Pattern NAME = Pattern.compile("dev\\.tfskit\\.[\\w.$]+");

    private PublicTypes() {}

    /** Returns the public types that a caller of some classes meets: supertypes, members, parameters and results. */
    static Set<Class<?>> reachedFrom(List<Class<?>> entryPoints) {
        Set<Class<?>> reached = new LinkedHashSet<>();
        Deque<Class<?>> open = new ArrayDeque<>(entryPoints);
        while (!open.isEmpty()) {
            Class<?> next = open.pop();
            if (Modifier.isPublic(next.getModifiers()) && reached.add(next)) {
                open.addAll(List.of(next.getClasses()));
                neighbours(next).forEach(open::add);
            }
        }
        return reached;
    }

    private static Set<Class<?>> neighbours(Class<?> type) {
        StringBuilder signatures = new StringBuilder(type.toGenericString());
        signatures.append(' ').append(type.getGenericSuperclass());
        List.of(type.getGenericInterfaces())
                .forEach(each -> signatures.append(' ').append(each.getTypeName()));
        List<AnnotatedElement> members = new ArrayList<>(List.of(type.getDeclaredConstructors()));
        members.addAll(List.of(type.getDeclaredMethods()));
        for (AnnotatedElement each : members) {
            Executable member = (Executable) each;
            if (isVisible(member.getModifiers())) {
                signatures.append(' ').append(member.toGenericString());
            }
        }
        for (Field each : type.getDeclaredFields()) {
            if (isVisible(each.getModifiers())) {
                signatures.append(' ').append(each.toGenericString());
            }
        }
        Set<Class<?>> found = new LinkedHashSet<>();
        Matcher names = NAME.matcher(signatures);
        while (names.find()) {
            typeNamed(names.group(), found);
        }
        return found;
    }

    private static boolean isVisible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    /** Adds the type of a name, which may have the name of a member behind it. */
    private static void typeNamed(String name, Set<Class<?>> found) {
        for (String rest = name; rest.contains("."); rest = rest.substring(0, rest.lastIndexOf('.'))) {
            try {
                Class<?> type = Class.forName(rest);
                found.add(type);
                if (type.getEnclosingClass() != null) {
                    found.add(type.getEnclosingClass());
                }
                return;
            } catch (ClassNotFoundException e) {
                // A member: its class is in front of it.
            }
        }
    }
}
