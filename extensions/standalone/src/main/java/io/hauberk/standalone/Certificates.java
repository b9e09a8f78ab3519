package io.hauberk.standalone;

import io.hauberk.config.Server;
import io.hauberk.identity.CertificateFiles;
import io.hauberk.identity.Identity;
import io.hauberk.jetty.JettyTls;
import java.util.List;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.jspecify.annotations.Nullable;

/** The certificates of a listener: files of its own, or those of the identity block, which it does not close. */
final class Certificates implements AutoCloseable {
    private final JettyTls tls;
    private final @Nullable Identity own;

    /** @throws IllegalArgumentException if the files cannot be used, with a sentence */
    Certificates(Server.Tls settings, @Nullable Identity identity) {
        CertificateFiles files = settings.files();
        own = files == null ? null : Identity.of(files);
        Identity shown = own != null ? own : identity;
        if (shown == null) {
            throw new IllegalArgumentException("server.tls names no certificate, and there is no identity.");
        }
        tls = JettyTls.of(shown, settings.how());
    }

    ConnectionFactory[] protocols(HttpConfiguration http) {
        return tls.protocols(http);
    }

    /** What an operator should know of files that are the listener's own. */
    List<String> warnings() {
        return own == null ? List.of() : own.warnings();
    }

    @Override
    public void close() {
        if (own != null) {
            own.close();
        }
    }
}
