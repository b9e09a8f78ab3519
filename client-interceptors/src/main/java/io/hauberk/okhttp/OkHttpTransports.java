package io.hauberk.okhttp;

import io.hauberk.identity.Tls;
import io.hauberk.identity.TlsClient;
import io.hauberk.service.Service;
import io.hauberk.service.Transport;
import io.hauberk.service.TransportProvider;

/**
 * Carries calls of services by OkHttp. Found by {@link java.util.ServiceLoader}; nobody needs to name it. Thread-safe.
 */
public final class OkHttpTransports implements TransportProvider {
    private final Connections connections = new Connections();

    /** For the service loader. */
    public OkHttpTransports() {}

    @Override
    public Transport open(Service service, Surroundings surroundings) {
        Diagnostics.require();
        Tls tls = service.tls();
        EngineTransport transport = new EngineTransport(
                service.name(), tls.on() ? TlsClient.of(service.name(), tls, surroundings.identity()) : null);
        connections.show(surroundings.metrics(), service.name(), transport.pool());
        return transport;
    }
}
