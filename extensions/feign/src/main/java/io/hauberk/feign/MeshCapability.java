package io.hauberk.feign;

import feign.Capability;
import feign.Client;
import feign.Contract;
import feign.MethodMetadata;
import feign.Retryer;
import io.hauberk.okhttp.Mesh;
import java.util.List;

/**
 * Lets a Feign client call the services of a mesh: {@code http://orders} as the target is the service {@code orders}; other
 * hosts are called as before, or refused by the egress rule.
 *
 * <pre>{@code
 * Orders orders = Feign.builder().addCapability(MeshCapability.of(mesh)).target(Orders.class, "http://orders");
 * }</pre>
 *
 * <p>{@link io.hauberk.annotation.Retried}, {@link io.hauberk.annotation.Hedged} and {@link
 * io.hauberk.annotation.TimeLimited} on a method, or on the interface, say how its calls differ from what is said for the
 * service; a value that is none fails when the client is built.
 *
 * <p>Calls to services are retried by the mesh, and by nobody else: Feign's own retries, which are on by default and also
 * repeat what is not idempotent, count for other hosts alone. Of {@code Request.Options} the read timeout brings the
 * deadline of a call forward, and redirects are followed if they say so, each by a fresh choice of an instance.
 *
 * <p>What is thrown is Feign's {@code RetryableException}, whose cause is a {@link io.hauberk.RejectedException} for a
 * refusal, a {@link io.hauberk.DeadlineExceededException} for a deadline that passed, or another {@link
 * java.io.IOException}. Bodies of requests are in memory, as Feign has them; those of answers are streamed. One for
 * each client; thread-safe.
 */
public final class MeshCapability implements Capability {
    private final Mesh mesh;
    private final Annotated annotated = new Annotated();

    private MeshCapability(Mesh mesh) {
        this.mesh = mesh;
    }

    /** For the services of this mesh. */
    public static MeshCapability of(Mesh mesh) {
        return new MeshCapability(mesh);
    }

    @Override
    public Client enrich(Client client) {
        return new MeshClient(mesh, annotated, client);
    }

    @Override
    public Contract enrich(Contract contract) {
        return target -> {
            List<MethodMetadata> methods = contract.parseAndValidateMetadata(target);
            methods.forEach(annotated::read);
            return methods;
        };
    }

    @Override
    public Retryer enrich(Retryer retryer) {
        return new OutsideRetryer(mesh, retryer);
    }

    @Override
    public String toString() {
        return "Feign through the " + mesh;
    }
}
