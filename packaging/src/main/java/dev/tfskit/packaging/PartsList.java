// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.packaging;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.tfskit.io.sum.Sha2;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Lists what a package consists of, as CycloneDX JSON (an SBOM): its jars, the code of others in our jars, and the Java
 * runtime with its modules. The list depends on the contents of the package alone. Immutable.
 */
final class PartsList {

    private static final String RUNTIME = "java-runtime";

    private final Path home;
    private final String version;
    private final Map<String, String> licences;
    private final Map<String, Library> jars;
    private final Map<String, List<Library>> inside;

    /**
     * A library in a Maven repository.
     *
     * @param group its group
     * @param name its name
     * @param version its version
     * @param classifier tells it from others of the same name; may be empty
     */
    record Library(String group, String name, String version, String classifier) {

        /** Reads {@code GROUP:NAME:TYPE[:CLASSIFIER]:VERSION:SCOPE}, as the list of Maven has it. */
        static Library parse(String text) {
            String[] fields = text.split(":");
            int last = fields.length - 1;
            return new Library(fields[0], fields[1], fields[last - 1], last > 4 ? fields[3] : "");
        }

        private String jar() {
            return name + "-" + version + (classifier.isEmpty() ? "" : "-" + classifier) + ".jar";
        }

        /** Returns the name that scanners know it by, see github.com/package-url. */
        private String url() {
            return "pkg:maven/" + group + "/" + name + "@" + version
                    + (classifier.isEmpty() ? "" : "?classifier=" + classifier);
        }
    }

    private PartsList(
            Path home,
            String version,
            Map<String, String> licences,
            Map<String, Library> jars,
            Map<String, List<Library>> inside) {
        this.home = home;
        this.version = version;
        this.licences = licences;
        this.jars = jars;
        this.inside = inside;
    }

    /**
     * Creates the list of a package.
     *
     * @param home the directory with {@code lib} and {@code runtime}
     * @param version the version of the package
     * @param licences a line for each licence, with the names of libraries
     * @param dependencies the libraries that Maven gives the tools; there may be more than the package has
     * @param inside the libraries that are compiled or copied into a jar of ours, by the name of that
     * @throws IOException when a file cannot be read
     */
    static PartsList of(Path home, String version, Path licences, Path dependencies, Map<String, List<Library>> inside)
            throws IOException {
        Map<String, String> byName = new HashMap<>();
        for (String line : Files.readAllLines(licences)) {
            List<String> words = List.of(line.split(" "));
            words.subList(1, words.size()).forEach(name -> byName.put(name, words.getFirst()));
        }
        Map<String, Library> jars = new HashMap<>();
        for (String line : Files.readAllLines(dependencies)) {
            String first = line.strip().split(" ")[0];
            if (first.contains(":jar:")) {
                Library library = Library.parse(first);
                jars.put(library.jar(), library);
            }
        }
        return new PartsList(home, version, byName, jars, inside);
    }

    /**
     * Writes the document.
     *
     * @throws IOException when it cannot be written, or a jar of the package is unknown
     */
    void writeTo(OutputStream target) throws IOException {
        try (JsonGenerator out = new JsonFactory().createGenerator(target).useDefaultPrettyPrinter()) {
            out.writeStartObject();
            out.writeStringField("bomFormat", "CycloneDX");
            out.writeStringField("specVersion", "1.6");
            out.writeNumberField("version", 1);
            out.writeObjectFieldStart("metadata");
            out.writeObjectFieldStart("component");
            writeName(out, "application", "tfs-toolkit", "tfs-toolkit", version);
            writeLicence(out, "Apache-2.0");
            out.writeEndObject();
            out.writeEndObject();
            out.writeArrayFieldStart("components");
            for (Path jar : jarFiles()) {
                writeJar(out, jar);
            }
            writeRuntime(out);
            out.writeEndArray();
            out.writeEndObject();
            out.writeRaw('\n');
        }
    }

    private List<Path> jarFiles() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("lib"))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    private void writeJar(JsonGenerator out, Path jar) throws IOException {
        String file = jar.getFileName().toString();
        Library library = jars.get(file);
        if (library == null) {
            throw new IOException(jar + ": is not among the libraries of the build; run: make build");
        }
        out.writeStartObject();
        writeLibrary(out, library.url(), library);
        out.writeArrayFieldStart("hashes");
        out.writeStartObject();
        out.writeStringField("alg", "SHA-256");
        out.writeStringField("content", HexFormat.of().formatHex(Sha2.sha256().digest(Files.readAllBytes(jar))));
        out.writeEndObject();
        out.writeEndArray();
        writeLocation(out, "lib/" + file);
        List<Library> contained = inside.getOrDefault(library.name, List.of());
        if (!contained.isEmpty()) {
            out.writeArrayFieldStart("components");
            for (Library each : contained) {
                out.writeStartObject();
                writeLibrary(out, library.name + "/" + each.name, each);
                out.writeEndObject();
            }
            out.writeEndArray();
        }
        out.writeEndObject();
    }

    private void writeLibrary(JsonGenerator out, String reference, Library library) throws IOException {
        String licence = licences.get(library.name);
        if (licence == null) {
            throw new IOException(library.name + ": has no licence in the file licences; add it");
        }
        writeName(out, "library", reference, library.name, library.version);
        out.writeStringField("group", library.group);
        out.writeStringField("purl", library.url());
        writeLicence(out, licence);
    }

    private void writeRuntime(JsonGenerator out) throws IOException {
        Properties release = new Properties();
        try (Reader file = Files.newBufferedReader(home.resolve("runtime").resolve("release"))) {
            release.load(file);
        }
        String java = value(release, "JAVA_VERSION");
        out.writeStartObject();
        writeName(out, "platform", RUNTIME, "OpenJDK", java);
        // Databases of vulnerabilities know Java by this name.
        out.writeStringField("cpe", "cpe:2.3:a:oracle:openjdk:" + java + ":*:*:*:*:*:*:*");
        writeLicence(out, "GPL-2.0-only WITH Classpath-exception-2.0");
        writeLocation(out, "runtime");
        out.writeArrayFieldStart("components");
        for (String module : value(release, "MODULES").split(" ")) {
            out.writeStartObject();
            writeName(out, "library", RUNTIME + "/" + module, module, java);
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static String value(Properties release, String name) throws IOException {
        String value = release.getProperty(name);
        if (value == null) {
            throw new IOException("the file release of the runtime has no " + name);
        }
        return value.replace("\"", "");
    }

    private static void writeName(JsonGenerator out, String type, String reference, String name, String version)
            throws IOException {
        out.writeStringField("type", type);
        out.writeStringField("bom-ref", reference);
        out.writeStringField("name", name);
        out.writeStringField("version", version);
    }

    private static void writeLicence(JsonGenerator out, String expression) throws IOException {
        out.writeArrayFieldStart("licenses");
        out.writeStartObject();
        out.writeStringField("expression", expression);
        out.writeEndObject();
        out.writeEndArray();
    }

    private static void writeLocation(JsonGenerator out, String location) throws IOException {
        out.writeObjectFieldStart("evidence");
        out.writeArrayFieldStart("occurrences");
        out.writeStartObject();
        out.writeStringField("location", location);
        out.writeEndObject();
        out.writeEndArray();
        out.writeEndObject();
    }
}
