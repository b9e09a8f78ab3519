package io.hauberk.apache;

import io.hauberk.okhttp.Mesh;
import io.hauberk.okhttp.OutgoingCall;
import io.hauberk.service.CallOptions;
import java.io.IOException;
import java.time.Duration;
import okhttp3.Response;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.RequestFailedException;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.CancellableDependency;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Lets an Apache HttpClient 5 call the services of a mesh: {@code http://orders/42} is sent to an instance of the service
 * {@code orders}; other hosts are called as before, or refused by the egress rule.
 *
 * <pre>{@code
 * CloseableHttpClient http = MeshExec.addTo(HttpClients.custom(), mesh).build();
 * }</pre>
 *
 * <p>It stands where the client has its connection, so all that comes before works as ever: interceptors, cookies,
 * caching, compression, and redirects, each of which is a fresh choice of an instance. Calls to services are retried by
 * the mesh, and by nobody else. The client's connections, TLS, proxy and connect timeout count for other hosts; its
 * response timeout brings the deadline of a call forward.
 *
 * <p>A call may differ from what is said for its service: put {@link CallOptions} into its context as the attribute {@code
 * CallOptions.class.getName()}.
 *
 * <p>What is thrown is an {@link IOException}: {@link io.hauberk.RejectedException} for a refusal, {@link
 * io.hauberk.DeadlineExceededException} for a deadline that passed, and for a request that was cancelled the client's own
 * {@code RequestFailedException}. Immutable and thread-safe.
 */
public final class MeshExec implements ExecChainHandler {
    private static final String TAKEN = MeshExec.class.getName();

    private final Mesh mesh;

    private MeshExec(Mesh mesh) {
        this.mesh = mesh;
    }

    /**
     * Adds the mesh to a client that is being built, and returns its builder. It sets the strategies of retries and of
     * redirects: strategies of your own are given to {@link #addTo(HttpClientBuilder, Mesh, Strategies)}.
     */
    public static HttpClientBuilder addTo(HttpClientBuilder builder, Mesh mesh) {
        return addTo(builder, mesh, Strategies.standard());
    }

    /** The same with strategies of your own, which count for hosts that are no service. */
    public static HttpClientBuilder addTo(HttpClientBuilder builder, Mesh mesh, Strategies strategies) {
        return builder.addExecInterceptorBefore(ChainElement.CONNECT.name(), "mesh", new MeshExec(mesh))
                .setRetryStrategy(new OutsideRetries(strategies.retries()))
                .setRedirectStrategy(new SafeRedirects(mesh, strategies.redirects()));
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        HttpHost host = scope.route.getTargetHost();
        boolean taken = mesh.takes(host.getHostName());
        scope.clientContext.setAttribute(TAKEN, taken);
        if (!taken) {
            return chain.proceed(request, scope);
        }
        MeshRuntime runtime =
                new MeshRuntime((processed, context) -> send(processed, host, scope.originalRequest, context));
        return chain.proceed(
                request,
                new ExecChain.Scope(
                        scope.exchangeId, scope.route, scope.originalRequest, runtime, scope.clientContext));
    }

    private ClassicHttpResponse send(
            ClassicHttpRequest request, HttpHost host, ClassicHttpRequest asked, HttpClientContext context)
            throws IOException {
        OutgoingCall call = mesh.call(request.getMethod(), host.toURI() + request.getPath());
        for (Header field : request.getHeaders()) {
            call.with(field.getName(), field.getValue() == null ? "" : field.getValue());
        }
        HttpEntity entity = request.getEntity();
        if (entity != null) {
            call.body(entity.getContentLength(), entity.isRepeatable(), entity::writeTo);
        }
        Timeout time = context.getRequestConfigOrDefault().getResponseTimeout();
        if (time != null && time.isEnabled()) {
            call.within(Duration.ofMillis(time.toMilliseconds()));
        }
        if (context.getAttribute(CallOptions.class.getName()) instanceof CallOptions options) {
            call.tag(CallOptions.class, options);
        }
        return Answers.of(execute(call, asked), request.getMethod());
    }

    /** Whether the last hop of this call was the mesh's. */
    static boolean took(HttpContext context) {
        return Boolean.TRUE.equals(context.getAttribute(TAKEN));
    }

    private static Response execute(OutgoingCall call, ClassicHttpRequest asked) throws IOException {
        CancellableDependency cancellable = asked instanceof CancellableDependency known ? known : null;
        if (cancellable != null) {
            cancellable.setDependency(() -> {
                call.cancel();
                return true;
            });
        }
        try {
            return call.execute();
        } catch (IOException e) {
            throw cancelled(cancellable) ? aborted(e) : e;
        }
    }

    private static boolean cancelled(@Nullable CancellableDependency request) {
        return request != null && request.isCancelled();
    }

    private static IOException aborted(IOException e) {
        RequestFailedException aborted = new RequestFailedException("Request aborted");
        aborted.initCause(e);
        return aborted;
    }

    @Override
    public String toString() {
        return "calls through the " + mesh;
    }
}
