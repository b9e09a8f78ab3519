package io.hauberk.authority;

import io.hauberk.identity.Material;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** What an authority issued, with the key that it was asked for. */
record Issued(List<X509Certificate> chain, PrivateKey key, List<X509Certificate> authorities) {
    Material material() {
        return Material.of(chain, key, authorities);
    }

    boolean valid(Instant now) {
        return chain.get(0).getNotAfter().toInstant().isAfter(now);
    }

    /** Never the key. */
    @Override
    public String toString() {
        return chain.get(0).getSubjectX500Principal().toString();
    }
}
