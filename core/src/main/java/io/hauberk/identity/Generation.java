package io.hauberk.identity;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
    private final X509ExtendedTrustManager own;
    private final X509ExtendedTrustManager trust;
    private final SSLContext serverContext;

    Generation(long number, Material material) {
        this.number = number;
        this.material = material;
        this.keys = Contexts.keys(material);
        this.own = Contexts.trusting(material.authorities());
        this.trust = new DomainTrust(material, own);
        SSLContext context = Contexts.context(keys, trust);
        this.serverContext = new ServerContext(() -> context);
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

    /** The authorities of other trust domains, by the domain's name. */
    public Map<String, List<X509Certificate>> federation() {
        return material.federation();
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
     * A context for servers, TLS 1.3 and 1.2. It shows our certificate; a client's, where the server asks for one, must
     * come from our authorities, or from those of its own trust domain where that is federated. Which of their holders may
     * do what is for authorization to say.
     */
    public SSLContext serverContext() {
        return serverContext;
    }

    Material material() {
        return material;
    }

    KeyManager[] keys() {
        return keys;
    }

    /** Judges each peer by the authorities of its own trust domain: for peers that are known by SPIFFE ID. */
    X509ExtendedTrustManager trust() {
        return trust;
    }

    /** Judges by our authorities alone: for servers that are known by DNS name, which no other domain may vouch for. */
    X509ExtendedTrustManager ownTrust() {
        return own;
    }

    @Override
    public String toString() {
        String id = spiffeId();
        return "generation " + number + " of "
                + (id != null ? id : material.chain().get(0).getSubjectX500Principal()) + ", valid until " + expires();
    }
}
