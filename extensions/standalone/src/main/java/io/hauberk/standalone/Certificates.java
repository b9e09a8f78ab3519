package io.hauberk.standalone;

import io.hauberk.config.Server;
import io.hauberk.identity.Generation;
import io.hauberk.identity.Identity;
import java.nio.file.Path;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The certificates of a listener. The files are watched; new connections show what they hold now. */
final class Certificates implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

    private final Identity identity;
    private final SslContextFactory.Server factory = new SslContextFactory.Server();

    /** @throws IllegalArgumentException if the files cannot be used, with a sentence */
    Certificates(Server.Tls tls) {
        Path trust = tls.trust();
        identity = Identity.pem(tls.certificate(), tls.privateKey(), trust == null ? tls.certificate() : trust);
        factory.setSslContext(identity.generation().serverContext());
        factory.setNeedClientAuth(tls.clients() == Server.Clients.REQUIRED);
        factory.setWantClientAuth(tls.clients() == Server.Clients.OPTIONAL);
    }

    SslContextFactory.Server factory() {
        return factory;
    }

    /** Has new certificates taken over from now on. */
    @SuppressWarnings("resource") // ends with the identity
    void watch() {
        identity.onChange(this::show);
    }

    private void show(Generation generation) {
        try {
            factory.reload(changed -> changed.setSslContext(generation.serverContext()));
        } catch (Exception e) {
            LOG.error("The new certificates could not be taken over; the old ones stay in use.", e);
        }
    }

    @Override
    public void close() {
        identity.close();
    }
}
