package io.hauberk.checks.whole;

import io.hauberk.config.Hauberk;
import io.hauberk.servlet.HauberkFilter;
import io.hauberk.testkit.RawHttp;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.nio.file.Path;
import okhttp3.Response;

/** A gateway in a container, all of it from a file, and a client. */
final class YamlGateway implements AutoCloseable {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Hauberk hauberk;
    private final Container.Running container;
    private final Load load;

    YamlGateway(Container kind, Path file) throws Exception {
        hauberk = Hauberk.loader(file).metrics(meters).unwatched().load();
        container = kind.start(context -> {
            HauberkFilter.install(context, hauberk.gateway());
            context.addServlet("nobody", new HttpServlet() {}).addMapping("/*");
        });
        load = new Load(container.port());
    }

    Load load() {
        return load;
    }

    int status(String path) throws IOException {
        try (Response response = load.open("GET", path, null)) {
            return response.code();
        }
    }

    /** The status of the answer to a request with an API key, on a connection of its own. */
    int statusWith(String key) throws IOException {
        try (RawHttp http = RawHttp.connect(container.port())) {
            http.send(RawHttp.head("GET / HTTP/1.1", "x-api-key: " + key));
            return http.readResponse("GET").status();
        }
    }

    /** How many draws a store has answered. */
    long drawn(String store) {
        Timer timer = meters.find("hauberk.store.operations")
                .tags("store", store, "operation", "take")
                .timer();
        return timer == null ? 0 : timer.count();
    }

    @Override
    public void close() throws Exception {
        load.close();
        container.close();
        hauberk.close();
    }
}
