// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.ops;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The variables of the environment that ops gives to a program.
 *
 * @param keys the configuration
 * @param run its object {@code RunConfig}
 * @param cloud its object {@code CloudConfig}
 */
record OpsEnvironment(CheckedObject keys, CheckedObject run, CheckedObject cloud) {

    /**
     * Returns the variables. Those of {@code Env} win over those that ops sets by itself, except {@code OPS_PORT},
     * which ops sets last.
     *
     * @param architecture the machine, as ops names it, such as {@code amd64}
     * @param version the version of Nanos, unless the configuration names it
     * @param program the program, which names the image if the configuration does not
     * @return the variables by name
     */
    Map<String, String> variables(String architecture, Optional<String> version, String program) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("USER", "root");
        variables.put("PWD", "/");
        variables.put("OPS_VERSION", "");
        variables.put(
                "NANOS_VERSION", keys.text("NanosVersion").or(() -> version).orElse("0.0"));
        variables.put("NANOS_ARCH", architecture);
        variables.put("IMAGE_NAME", imageName(program));
        Map<String, String> own = keys.textsByName("Env");
        variables.putAll(own);
        if (own.containsKey("RADAR_KEY")) {
            variables.putIfAbsent("RADAR_IMAGE_NAME", imageName(program));
        }
        if (!run.texts("Ports").isEmpty()) {
            variables.put("OPS_PORT", String.join(",", run.texts("Ports")));
        }
        return variables;
    }

    private String imageName(String program) {
        return run.text("ImageName")
                .map(OpsEnvironment::stem)
                .or(() -> cloud.text("ImageName"))
                .orElseGet(() -> stem(program));
    }

    /** Returns the last name of a path up to its first dot. */
    private static String stem(String path) {
        return path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\..*", "");
    }
}
