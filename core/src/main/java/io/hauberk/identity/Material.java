package io.hauberk.identity;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a service proves itself with and whom it believes: a certificate chain, its private key, the authorities of its
 * own trust domain, and those of other trust domains. What a {@link CertificateSource} delivers. Immutable; nothing is
 * checked before an {@link Identity} takes it over.
 */
public final class Material {
    private static final int MAX_DOMAINS = 1_000;

    private final List<X509Certificate> chain;
    private final PrivateKey key;
    private final List<X509Certificate> authorities;
    private final Map<String, List<X509Certificate>> federation;

    private Material(
            List<X509Certificate> chain,
            PrivateKey key,
            List<X509Certificate> authorities,
            Map<String, List<X509Certificate>> federation) {
        this.chain = chain;
        this.key = key;
        this.authorities = authorities;
        this.federation = federation;
    }

    /**
     * Without federation.
     *
     * @param chain our certificate, then its issuers up to, and not necessarily including, the authority
     * @param key the private key of the first
     * @param authorities whom we trust
     * @throws IllegalArgumentException if the chain or the authorities are empty
     */
    public static Material of(List<X509Certificate> chain, PrivateKey key, List<X509Certificate> authorities) {
        if (chain.isEmpty() || authorities.isEmpty()) {
            throw new IllegalArgumentException(
                    "An identity needs at least one certificate of its own and one authority that it trusts.");
        }
        return new Material(List.copyOf(chain), key, List.copyOf(authorities), Map.of());
    }

    /**
     * This, and the authorities of another trust domain: they vouch for the SPIFFE IDs of that domain and for nobody else.
     *
     * @param trustDomain its name, such as {@code partner.example}
     * @throws IllegalArgumentException if that is no name of a trust domain, or the authorities are empty
     */
    public Material federated(String trustDomain, List<X509Certificate> authorities) {
        String fault = SpiffeId.domainFault(trustDomain);
        if (fault != null || authorities.isEmpty()) {
            throw new IllegalArgumentException(
                    fault != null ? fault : "The bundle of the trust domain " + trustDomain + " is empty.");
        }
        Map<String, List<X509Certificate>> all = new LinkedHashMap<>(federation);
        all.put(trustDomain, List.copyOf(authorities));
        if (all.size() > MAX_DOMAINS) {
            throw new IllegalArgumentException("More than " + MAX_DOMAINS + " trust domains are federated.");
        }
        return new Material(chain, key, this.authorities, Map.copyOf(all));
    }

    /** Our certificate, then its issuers. */
    public List<X509Certificate> chain() {
        return chain;
    }

    PrivateKey key() {
        return key;
    }

    /** Whom we trust. */
    public List<X509Certificate> authorities() {
        return authorities;
    }

    /** The authorities of other trust domains, by the domain's name. */
    public Map<String, List<X509Certificate>> federation() {
        return federation;
    }

    /** Whether it proves and believes the same. Certificates hold their public keys, so the private one need not be compared. */
    boolean sameAs(Material other) {
        return chain.equals(other.chain)
                && authorities.equals(other.authorities)
                && federation.equals(other.federation);
    }

    /** Says whose it is; never the key. */
    @Override
    public String toString() {
        String id = SpiffeId.of(chain.get(0));
        return id != null ? id : chain.get(0).getSubjectX500Principal().toString();
    }
}
