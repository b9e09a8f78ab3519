package io.hauberk.spring;

import io.hauberk.okhttp.Mesh;
import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * The requests of Spring's clients, sent through a mesh: {@code http://orders/42} goes to an instance of the service
 * {@code orders}. For RestClient, RestTemplate and HTTP interfaces, of Spring 6.2 and later.
 *
 * <pre>{@code
 * RestClient http = RestClient.builder().requestFactory(MeshRequests.of(mesh)).baseUrl("http://orders").build();
 * }</pre>
 *
 * <p>Redirects are followed, each by a fresh choice of an instance. Bodies are streamed in either direction; one that
 * Spring says to be repeatable may be sent again.
 *
 * <p>A call may differ from what is said for its service: {@code .attribute(CallOptions.class.getName(), options)}.
 *
 * <p>What is thrown is an {@link IOException}: {@link io.hauberk.RejectedException} for a refusal, {@link
 * io.hauberk.DeadlineExceededException} for a deadline that passed. RestClient and RestTemplate wrap these, like all
 * others, in a {@code ResourceAccessException}, as its cause. Immutable and thread-safe.
 */
public final class MeshRequests implements ClientHttpRequestFactory {
    private final Mesh mesh;
    private final @Nullable ClientHttpRequestFactory others;
    private final boolean following;

    private MeshRequests(Mesh mesh, @Nullable ClientHttpRequestFactory others, boolean following) {
        this.mesh = mesh;
        this.others = others;
        this.following = following;
    }

    /** All requests go through the mesh; to hosts that are no service as its OkHttp client calls them. */
    public static MeshRequests of(Mesh mesh) {
        return new MeshRequests(mesh, null, true);
    }

    /** Requests to services go through the mesh, and those to other hosts as before, or are refused by the egress rule. */
    public static MeshRequests wrap(Mesh mesh, ClientHttpRequestFactory others) {
        return new MeshRequests(mesh, others, true);
    }

    /** Whether redirects of services are followed. Default: they are. */
    public MeshRequests followRedirects(boolean following) {
        return new MeshRequests(mesh, others, following);
    }

    @Override
    public ClientHttpRequest createRequest(URI uri, HttpMethod method) throws IOException {
        return others == null || mesh.takes(uri.getHost())
                ? new MeshRequest(mesh, uri, method, following)
                : others.createRequest(uri, method);
    }

    @Override
    public String toString() {
        return "requests through the " + mesh;
    }
}
