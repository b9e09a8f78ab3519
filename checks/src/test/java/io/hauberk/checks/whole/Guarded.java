package io.hauberk.checks.whole;

import io.hauberk.Exchange;
import io.hauberk.config.Hauberk;
import io.hauberk.servlet.HauberkFilter;
import io.hauberk.testkit.RawHttp;
import io.hauberk.testkit.RawMessage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;

/** A container whose application is guarded by a configuration file, in a folder of its own. */
final class Guarded implements AutoCloseable {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Hauberk hauberk;
    private final Container.Running container;

    private Guarded(Container kind, Path folder, String yaml, HttpServlet application, Duration patience)
            throws Exception {
        Path file = Files.writeString(folder.resolve("hauberk.yaml"), yaml);
        hauberk = Hauberk.loader(file).metrics(meters).unwatched().load();
        container = kind.start(
                context -> {
                    HauberkFilter.install(context, hauberk.gateway());
                    ServletRegistration.Dynamic servlet = context.addServlet("application", application);
                    servlet.addMapping("/*");
                    servlet.setAsyncSupported(true);
                },
                patience);
    }

    static Guarded by(Container kind, Path folder, String yaml, HttpServlet application) throws Exception {
        return by(kind, folder, yaml, application, Duration.ofSeconds(30));
    }

    /** In a container that waits only so long for a client that says nothing. */
    static Guarded by(Container kind, Path folder, String yaml, HttpServlet application, Duration patience)
            throws Exception {
        return new Guarded(kind, folder, yaml, application, patience);
    }

    /** With nobody behind the gateway. */
    @SuppressWarnings("serial") // it is never serialized
    static Guarded alone(Container kind, Path folder, String yaml) throws Exception {
        return by(kind, folder, yaml, new HttpServlet() {});
    }

    Hauberk hauberk() {
        return hauberk;
    }

    int port() {
        return container.port();
    }

    SimpleMeterRegistry meters() {
        return meters;
    }

    RawHttp connect() throws IOException {
        return RawHttp.connect(port());
    }

    RawMessage get(String target, String... fields) throws IOException {
        try (RawHttp http = connect()) {
            return http.get(target, fields);
        }
    }

    /** How a file names an API key. */
    static String sha256(String key) throws GeneralSecurityException {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash);
    }

    /** The sum of a counter, of all its tags. */
    double count(String meter) {
        return meters.find(meter).functionCounters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    /** What the caller of an application's servlet has decided so far. */
    static String decisions() {
        Exchange exchange = Exchange.current();
        return exchange == null ? "" : exchange.decisions().toString();
    }

    @Override
    public void close() throws Exception {
        container.close();
        hauberk.close();
    }
}
