package io.hauberk.jdk;

import io.hauberk.okhttp.Mesh;
import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's HTTP client, with the services of a mesh in it: {@code http://orders/42} is sent to an instance of the service
 * {@code orders}; all other hosts are called as the client that was wrapped calls them, or refused by the egress rule.
 *
 * <pre>{@code
 * HttpClient http = MeshHttpClient.wrap(mesh, HttpClient.newHttpClient());
 * }</pre>
 *
 * <p>Of the wrapped client the redirect policy and the cookies count for services, too; each redirect is a fresh choice of
 * an instance. Its TLS, proxy, authenticator, version and connect timeout do not, as the service says these. The time of
 * a request ({@link HttpRequest#timeout()}) brings its deadline forward.
 *
 * <p>What is thrown: {@link io.hauberk.RejectedException} for a refusal, {@link io.hauberk.DeadlineExceededException} for
 * a deadline that passed, {@link java.net.http.HttpTimeoutException} where that was the request's own time, and otherwise
 * {@link IOException}s. Futures fail with the same. WebSockets to services are refused: OkHttp has them. Thread-safe.
 */
public final class MeshHttpClient extends HttpClient {
    private final Mesh mesh;
    private final HttpClient others;

    private MeshHttpClient(Mesh mesh, HttpClient others) {
        this.mesh = mesh;
        this.others = others;
    }

    /** A client like this one that calls services by their names. The client itself is not changed, and stays yours. */
    public static HttpClient wrap(Mesh mesh, HttpClient client) {
        return new MeshHttpClient(mesh, client);
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        if (!mesh.takes(request.uri().getHost())) {
            return others.send(request, handler);
        }
        CompletableFuture<HttpResponse<T>> answer = sendAsync(request, handler);
        try {
            return answer.get();
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw thrown(e.getCause());
        }
    }

    private static IOException thrown(@Nullable Throwable cause) {
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof IOException failed ? failed : new IOException(cause);
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler) {
        return sendAsync(request, handler, null);
    }

    /** Nothing is pushed by services: OkHttp does not take it. */
    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, BodyHandler<T> handler, @Nullable PushPromiseHandler<T> pushed) {
        if (!mesh.takes(request.uri().getHost())) {
            return others.sendAsync(request, handler, pushed);
        }
        Sending<T> sending = new Sending<>(mesh, this, handler);
        sending.begin(request);
        return sending;
    }

    @Override
    public WebSocket.Builder newWebSocketBuilder() {
        return new OutsideWebSockets(mesh, others.newWebSocketBuilder());
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return others.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return others.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return others.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return others.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return others.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return others.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return others.authenticator();
    }

    @Override
    public Version version() {
        return others.version();
    }

    @Override
    public Optional<Executor> executor() {
        return others.executor();
    }

    @Override
    public String toString() {
        return others + " with " + mesh;
    }
}
