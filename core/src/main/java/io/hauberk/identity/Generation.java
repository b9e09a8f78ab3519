package io.hauberk.identity;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * One state of an {@link Identity}: a certificate chain with its key, and whom we trust. Immutable and thread-safe. Two
 * generations share no TLS context, so no connection and no resumed session of an older one carries the newer
 * certificate, or the other way round.
 */
public final class Generation {
    private final long number;
    private final Material material;
    private final KeyManager[] keys;
    private final X509ExtendedTrustManager trust;
    private final SSLContext serverContext;

    Generation(long number, Material material) {
        this.number = number;
        this.material = material;
        this.keys = Contexts.keys(material);
        this.trust = Contexts.trusting(material.authorities());
        this.serverContext = Contexts.context(keys, trust);
    }

    /** 1 for the first, and one more for each that took over. */
    public long number() {
        return number;
    }

    /** Our certificate, then its issuers as far as the file goes. */
    public List<X509Certificate> chain() {
        return material.chain();
    }

    /** Whom we trust. */
    public List<X509Certificate> authorities() {
        return material.authorities();
    }

    /** Our SPIFFE ID, or null if the certificate holds none. */
    public @Nullable String spiffeId() {
        return SpiffeId.of(material.chain().get(0));
    }

    /** When the first certificate of the chain to expire does so. */
    public Instant expires() {
        Instant first = Instant.MAX;
        for (X509Certificate certificate : material.chain()) {
            Instant end = certificate.getNotAfter().toInstant();
            first = end.isBefore(first) ? end : first;
        }
        return first;
    }

    /**
     * A context for servers. It shows our certificate; a client's, where the server asks for one, must come from our
     * authorities. Which of their holders may do what is for authorization to say.
     */
    public SSLContext serverContext() {
        return serverContext;
    }

    KeyManager[] keys() {
        return keys;
    }

    X509ExtendedTrustManager trust() {
        return trust;
    }

    @Override
    public String toString() {
        String id = spiffeId();
        return "generation " + number + " of "
                + (id != null ? id : material.chain().get(0).getSubjectX500Principal()) + ", valid until " + expires();
    }
}
