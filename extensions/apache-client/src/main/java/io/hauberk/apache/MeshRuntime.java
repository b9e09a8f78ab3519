package io.hauberk.apache;

import java.io.IOException;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.CancellableDependency;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.util.TimeValue;
import org.jspecify.annotations.Nullable;

/** Stands where the client has a connection, for one call of a service: always there, and released with its answer. */
final class MeshRuntime implements ExecRuntime {
    private final Sending sending;
    private @Nullable ClassicHttpResponse answer;

    MeshRuntime(Sending sending) {
        this.sending = sending;
    }

    /** How a request is sent. */
    @FunctionalInterface
    interface Sending {
        ClassicHttpResponse send(ClassicHttpRequest request, HttpClientContext context) throws IOException;
    }

    @Override
    public boolean isExecutionAborted() {
        return false;
    }

    @Override
    public boolean isEndpointAcquired() {
        return true;
    }

    @Override
    public void acquireEndpoint(String id, HttpRoute route, Object state, HttpClientContext context) {}

    @Override
    public boolean isEndpointConnected() {
        return true;
    }

    @Override
    public void connectEndpoint(HttpClientContext context) {}

    @Override
    public void upgradeTls(HttpClientContext context) {}

    @Override
    public ClassicHttpResponse execute(String id, ClassicHttpRequest request, HttpClientContext context)
            throws IOException, HttpException {
        ClassicHttpResponse now = sending.send(request, context);
        answer = now;
        return now;
    }

    @Override
    public void releaseEndpoint() {
        discardEndpoint();
    }

    @Override
    public void discardEndpoint() {
        try {
            disconnectEndpoint();
        } catch (IOException e) {
            // Nobody reads on.
            return;
        }
    }

    @Override
    public void disconnectEndpoint() throws IOException {
        ClassicHttpResponse known = answer;
        if (known != null) {
            known.close();
        }
    }

    @Override
    public boolean isConnectionReusable() {
        return true;
    }

    @Override
    public void markConnectionReusable(Object state, TimeValue validity) {}

    @Override
    public void markConnectionNonReusable() {}

    @Override
    public ExecRuntime fork(CancellableDependency other) {
        return new MeshRuntime(sending);
    }
}
