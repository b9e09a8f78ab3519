package io.hauberk.testkit;

import java.io.IOException;
import java.util.function.Consumer;

/** One connection of a {@link RawServer}, as its {@link Script} sees it. */
public final class Scene {
    private final RawHttp connection;
    private final Consumer<RawMessage> record;

    Scene(RawHttp connection, Consumer<RawMessage> record) {
        this.connection = connection;
        this.record = record;
    }

    /** The connection, to send what one likes. */
    public RawHttp connection() {
        return connection;
    }

    /** Reads a whole request and adds it to {@link RawServer#requests()}. */
    public RawMessage readRequest() throws IOException {
        RawMessage request = connection.readRequest();
        record.accept(request);
        return request;
    }
}
