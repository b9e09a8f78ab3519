package io.hauberk.jdk;

import io.hauberk.okhttp.Mesh;
import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** WebSockets of the client that was wrapped: to hosts that are no service. */
final class OutsideWebSockets implements WebSocket.Builder {
    private final Mesh mesh;
    private final WebSocket.Builder builder;

    OutsideWebSockets(Mesh mesh, WebSocket.Builder builder) {
        this.mesh = mesh;
        this.builder = builder;
    }

    @Override
    public WebSocket.Builder header(String name, String value) {
        builder.header(name, value);
        return this;
    }

    @Override
    public WebSocket.Builder connectTimeout(Duration timeout) {
        builder.connectTimeout(timeout);
        return this;
    }

    @Override
    public WebSocket.Builder subprotocols(String mostPreferred, String... lesserPreferred) {
        builder.subprotocols(mostPreferred, lesserPreferred);
        return this;
    }

    @Override
    public CompletableFuture<WebSocket> buildAsync(URI uri, WebSocket.Listener listener) {
        if (mesh.takes(uri.getHost())) {
            return CompletableFuture.failedFuture(
                    new IOException("The JDK's client opens no WebSocket through the mesh to " + uri.getHost()
                            + ". Open it by mesh.okHttp().newWebSocket."));
        }
        return builder.buildAsync(uri, listener);
    }
}
