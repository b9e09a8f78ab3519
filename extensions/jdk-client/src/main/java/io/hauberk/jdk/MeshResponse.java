package io.hauberk.jdk;

import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import okhttp3.Protocol;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** An answer of a service in the JDK's form: first its head alone, then with its body. */
final class MeshResponse<T> implements HttpResponse<T>, HttpResponse.ResponseInfo {
    private final HttpRequest request;
    private final int status;
    private final HttpHeaders headers;
    private final Version version;
    private final @Nullable HttpResponse<T> previous;
    private final @Nullable SSLSession session;
    private final @Nullable T body;

    MeshResponse(HttpRequest request, Response answer, HttpHeaders headers, @Nullable HttpResponse<T> previous) {
        this.request = request;
        this.status = answer.code();
        this.headers = headers;
        this.version = answer.protocol() == Protocol.HTTP_1_1 || answer.protocol() == Protocol.HTTP_1_0
                ? Version.HTTP_1_1
                : Version.HTTP_2;
        this.previous = previous;
        this.session = answer.handshake() == null ? null : new HandshakeSession(answer.handshake());
        this.body = null;
    }

    private MeshResponse(MeshResponse<T> head, @Nullable T body) {
        this.request = head.request;
        this.status = head.status;
        this.headers = head.headers;
        this.version = head.version;
        this.previous = head.previous;
        this.session = head.session;
        this.body = body;
    }

    MeshResponse<T> withBody(@Nullable T body) {
        return new MeshResponse<>(this, body);
    }

    @Override
    public int statusCode() {
        return status;
    }

    @Override
    public HttpRequest request() {
        return request;
    }

    @Override
    public Optional<HttpResponse<T>> previousResponse() {
        return Optional.ofNullable(previous);
    }

    @Override
    public HttpHeaders headers() {
        return headers;
    }

    @Override
    public @Nullable T body() {
        return body;
    }

    /** Of the connection that was used: whom we spoke to, and how. */
    @Override
    public Optional<SSLSession> sslSession() {
        return Optional.ofNullable(session);
    }

    @Override
    public URI uri() {
        return request.uri();
    }

    @Override
    public Version version() {
        return version;
    }

    @Override
    public String toString() {
        return "(" + request.method() + " " + request.uri() + ") " + status;
    }
}
