package io.hauberk.checks.whole;

import io.hauberk.config.Fault;
import io.hauberk.config.Hauberk;
import io.hauberk.servlet.HauberkFilter;
import io.hauberk.testkit.RawHttp;
import io.hauberk.testkit.RawMessage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A gateway in a container, as a file describes it. */
final class FileGateway implements AutoCloseable {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Path file;
    private final Hauberk hauberk;
    private final Container.Running container;

    /** @param services the entries under {@code services:}, of which {@code backend} gets all requests */
    FileGateway(Container kind, Path folder, String services) throws Exception {
        this.file = folder.resolve("hauberk.yaml");
        Files.writeString(file, text(services));
        this.hauberk = Hauberk.loader(file).metrics(meters).unwatched().load();
        this.container = kind.start(context -> {
            HauberkFilter.install(context, hauberk.gateway());
            context.addServlet("nobody", new HttpServlet() {}).addMapping("/*");
        });
    }

    Hauberk hauberk() {
        return hauberk;
    }

    /** Writes these entries under {@code services:} instead, and more at the end of the file, and reads it again. */
    List<Fault> rewrite(String services, String more) throws IOException {
        Files.writeString(file, text(services) + more);
        return hauberk.reload();
    }

    private static String text(String services) {
        return """
                hauberk: 1
                routes:
                  - { name: all, match: [ { path: "/**" } ], to: backend }
                services:
                """ + services.indent(2);
    }

    int port() {
        return container.port();
    }

    /** Sends a request with a Host field on a connection of its own, and reads the answer. */
    RawMessage request(String line, String... fields) throws IOException {
        try (RawHttp http = RawHttp.connect(port())) {
            http.send(RawHttp.head(line, fields));
            return http.readResponse("GET");
        }
    }

    /** The sum of the counters of this name and these tags. */
    double counted(String meter, String... tags) {
        double counted = meters.find(meter).tags(tags).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
        double asked = meters.find(meter).tags(tags).functionCounters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
        return counted + asked;
    }

    double shown(String meter, String... tags) {
        return meters.get(meter).tags(tags).gauge().value();
    }

    @Override
    public void close() throws Exception {
        container.close();
        hauberk.close();
    }
}
