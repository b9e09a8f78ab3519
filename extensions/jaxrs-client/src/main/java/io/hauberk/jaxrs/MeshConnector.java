package io.hauberk.jaxrs;

import io.hauberk.okhttp.Mesh;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.core.Configuration;
import org.glassfish.jersey.client.HttpUrlConnectorProvider;
import org.glassfish.jersey.client.spi.Connector;
import org.glassfish.jersey.client.spi.ConnectorProvider;

/**
 * Lets a JAX-RS client of Jersey 3.1 call the services of a mesh: {@code http://orders/42} is sent to an instance of
 * the service {@code orders}; other hosts are called as before, or refused by the egress rule.
 *
 * <pre>{@code
 * Client http = ClientBuilder.newClient(new ClientConfig().connectorProvider(MeshConnector.of(mesh)));
 * }</pre>
 *
 * <p>Redirects are followed unless {@code ClientProperties.FOLLOW_REDIRECTS} says otherwise, each by a fresh choice of an
 * instance; {@code ClientProperties.READ_TIMEOUT} brings the deadline of a call forward. An entity is written into memory
 * before it is sent, and may be sent again, unless it is a stream or a file, or the request asks for {@code
 * RequestEntityProcessing.CHUNKED}: these pass once, while they are written. Answers are streamed. A call may differ from
 * what is said for its service: {@code .property(CallOptions.class.getName(), options)}.
 *
 * <p>What is thrown is a {@code ProcessingException}, whose cause is a {@link io.hauberk.RejectedException} for a refusal, a
 * {@link io.hauberk.DeadlineExceededException} for a deadline that passed, or another {@link java.io.IOException}. Threads
 * of asynchronous calls do not know on whose behalf they work: give the client an executor that does, {@code
 * Exchange.propagating(executor)}. A future that is cancelled is let go, and its call ends by
 * itself, as Jersey does not tell. Immutable and thread-safe.
 */
public final class MeshConnector implements ConnectorProvider {
    private final Mesh mesh;
    private final ConnectorProvider others;

    private MeshConnector(Mesh mesh, ConnectorProvider others) {
        this.mesh = mesh;
        this.others = others;
    }

    /** For the services of this mesh; other hosts are called by Jersey's own connector. */
    public static MeshConnector of(Mesh mesh) {
        return wrap(mesh, new HttpUrlConnectorProvider());
    }

    /** For the services of this mesh; other hosts are called by this connector. */
    public static MeshConnector wrap(Mesh mesh, ConnectorProvider others) {
        return new MeshConnector(mesh, others);
    }

    @Override
    public Connector getConnector(Client client, Configuration configuration) {
        return new Sending(mesh, others.getConnector(client, configuration));
    }

    @Override
    public String toString() {
        return "JAX-RS through the " + mesh;
    }
}
