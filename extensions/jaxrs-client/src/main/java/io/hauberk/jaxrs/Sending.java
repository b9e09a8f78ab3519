package io.hauberk.jaxrs;

import io.hauberk.okhttp.Mesh;
import io.hauberk.okhttp.OutgoingCall;
import io.hauberk.service.CallOptions;
import jakarta.ws.rs.ProcessingException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.glassfish.jersey.client.ClientProperties;
import org.glassfish.jersey.client.ClientRequest;
import org.glassfish.jersey.client.ClientResponse;
import org.glassfish.jersey.client.spi.AsyncConnectorCallback;
import org.glassfish.jersey.client.spi.Connector;

/** Sends what Jersey has made. */
final class Sending implements Connector {
    private final Mesh mesh;
    private final Connector others;

    Sending(Mesh mesh, Connector others) {
        this.mesh = mesh;
        this.others = others;
    }

    @Override
    public ClientResponse apply(ClientRequest request) {
        if (!mesh.takes(request.getUri().getHost())) {
            return others.apply(request);
        }
        try {
            return Answers.of(request, call(request).execute());
        } catch (IOException e) {
            throw new ProcessingException(e.getMessage(), e);
        }
    }

    private OutgoingCall call(ClientRequest request) throws IOException {
        OutgoingCall call = mesh.call(request.getMethod(), request.getUri().toString());
        Entities.put(request, call);
        // Only now: who writes an entity may add fields.
        request.getRequestHeaders().forEach((name, values) -> values.forEach(value -> call.with(name, value)));
        call.following(request.resolveProperty(ClientProperties.FOLLOW_REDIRECTS, Boolean.TRUE));
        int millis = request.resolveProperty(ClientProperties.READ_TIMEOUT, Integer.valueOf(0));
        if (millis > 0) {
            call.within(Duration.ofMillis(millis));
        }
        if (request.getProperty(CallOptions.class.getName()) instanceof CallOptions options) {
            call.tag(CallOptions.class, options);
        }
        return call;
    }

    /** In the thread that Jersey has for it. Jersey does not tell a connector that a call was given up. */
    @Override
    public Future<?> apply(ClientRequest request, AsyncConnectorCallback callback) {
        if (!mesh.takes(request.getUri().getHost())) {
            return others.apply(request, callback);
        }
        try {
            callback.response(apply(request));
        } catch (Throwable e) {
            callback.failure(e);
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public String getName() {
        return "Hauberk mesh, else " + others.getName();
    }

    /** The mesh stays open: it is not the client's. */
    @Override
    public void close() {
        others.close();
    }
}
