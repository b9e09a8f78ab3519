package io.hauberk.spring;

import io.hauberk.okhttp.Mesh;
import io.hauberk.okhttp.OutgoingCall;
import io.hauberk.service.CallOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.AbstractClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;

/** One request of Spring on its way. For one thread. */
final class MeshRequest extends AbstractClientHttpRequest implements StreamingHttpOutputMessage {
    private final Mesh mesh;
    private final URI uri;
    private final HttpMethod method;
    private final boolean following;
    private @Nullable Body body;
    private @Nullable ByteArrayOutputStream buffer;

    MeshRequest(Mesh mesh, URI uri, HttpMethod method, boolean following) {
        this.mesh = mesh;
        this.uri = uri;
        this.method = method;
        this.following = following;
    }

    @Override
    public HttpMethod getMethod() {
        return method;
    }

    @Override
    public URI getURI() {
        return uri;
    }

    @Override
    public void setBody(Body body) {
        assertNotExecuted();
        this.body = body;
    }

    /** For those who cannot hand over a body that writes itself: what they write is kept until it is sent. */
    @Override
    protected OutputStream getBodyInternal(HttpHeaders headers) {
        ByteArrayOutputStream now = buffer;
        if (now == null) {
            now = new ByteArrayOutputStream();
            buffer = now;
        }
        return now;
    }

    @Override
    protected ClientHttpResponse executeInternal(HttpHeaders headers) throws IOException {
        OutgoingCall call = mesh.call(method.name(), uri.toString()).following(following);
        headers.forEach((name, values) -> values.forEach(value -> call.with(name, value == null ? "" : value)));
        if (getAttributes().get(CallOptions.class.getName()) instanceof CallOptions options) {
            call.tag(CallOptions.class, options);
        }
        if (body != null) {
            call.body(headers.getContentLength(), body.repeatable(), body::writeTo);
        } else if (buffer != null) {
            call.body(buffer.size(), true, buffer::writeTo);
        }
        return new MeshResponse(call.execute());
    }
}
