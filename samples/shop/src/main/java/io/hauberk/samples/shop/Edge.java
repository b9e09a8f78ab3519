package io.hauberk.samples.shop;

import io.hauberk.config.Hauberk;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.nio.file.Path;

/** The gateway that faces the world. All that it does is in {@code edge.yaml}, which is watched. */
public final class Edge implements AutoCloseable {
    private final Hauberk hauberk;
    private final Door door;

    /** An edge whose file is this one. */
    Edge(Path file, MeterRegistry metrics) {
        hauberk = Hauberk.loader(file).metrics(metrics).load();
        door = new Door("edge", null, hauberk.gateway(), new Nothing());
    }

    void open() throws Exception {
        door.open();
    }

    /** The configuration in use. */
    public Hauberk configuration() {
        return hauberk;
    }

    /** The beginning of its URLs. */
    public String url() {
        return door.url();
    }

    @Override
    public void close() throws IOException {
        door.close();
        hauberk.close();
    }

    /** No application stands behind the gateway. */
    private static final class Nothing extends HttpServlet {
        private static final long serialVersionUID = 1;
    }
}
