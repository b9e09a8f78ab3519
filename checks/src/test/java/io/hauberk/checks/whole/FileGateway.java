package io.hauberk.checks.whole;

import io.hauberk.config.Hauberk;
import io.hauberk.servlet.HauberkFilter;
import io.hauberk.testkit.RawHttp;
import io.hauberk.testkit.RawMessage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A gateway in a container, as a file describes it. */
final class FileGateway implements AutoCloseable {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Hauberk hauberk;
    private final Container.Running container;

    /** @param services the entries under {@code services:}, of which {@code backend} gets all requests */
    FileGateway(Container kind, Path folder, String services) throws Exception {
        Path file = folder.resolve("hauberk.yaml");
        Files.writeString(file, """
                hauberk: 1
                routes:
                  - { name: all, match: [ { path: "/**" } ], to: backend }
                services:
                """ + services.indent(2));
        this.hauberk = Hauberk.loader(file).metrics(meters).unwatched().load();
        this.container = kind.start(context -> {
            HauberkFilter.install(context, hauberk.gateway());
            context.addServlet("nobody", new HttpServlet() {}).addMapping("/*");
        });
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
        return meters.find(meter).tags(tags).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
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
