package io.hauberk.identity;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which files hold an identity: PEM files or a key store, and the bundles of other trust domains. Says where; {@link
 * Identity#of(CertificateFiles)} reads and watches them. Immutable, compared by value.
 */
public final class CertificateFiles {
    private final Layout own;
    private final Map<String, Path> federation;

    private CertificateFiles(Layout own, Map<String, Path> federation) {
        this.own = own;
        this.federation = federation;
    }

    /**
     * Three PEM files.
     *
     * @param certificate our certificate, followed by its issuers up to, and not necessarily including, the authority
     * @param privateKey its key, not encrypted: PKCS #8 (RSA, EC, Ed25519), PKCS #1 or SEC 1
     * @param trust the certificates of the authorities that we trust
     */
    public static CertificateFiles pem(Path certificate, Path privateKey, Path trust) {
        return new CertificateFiles(new IdentityFiles(certificate, privateKey, trust), Map.of());
    }

    /**
     * A folder of PEM files: {@code tls.crt}, {@code tls.key} and {@code ca.crt} (cert-manager, its SPIFFE driver,
     * Kubernetes), {@code svid.pem}, {@code svid_key.pem} and {@code svid_bundle.pem} (spiffe-helper), or {@code
     * cert-chain.pem}, {@code key.pem} and {@code root-cert.pem} (Istio's {@code OUTPUT_CERTS}).
     *
     * @throws IllegalArgumentException if it holds none of these
     */
    public static CertificateFiles pem(Path folder) {
        return new CertificateFiles(IdentityFiles.in(folder), Map.of());
    }

    /**
     * A key store, PKCS #12 or JKS, with one key entry. Its certificate entries are the authorities that we trust, unless
     * {@link #trust(Path)} names others. The password opens the store and the key.
     */
    public static CertificateFiles keyStore(Path file, String password) {
        return new CertificateFiles(new StoreFile(file, password, null, null), Map.of());
    }

    /**
     * The key store's entry with our key; needed where it holds several.
     *
     * @throws IllegalStateException if this is no key store
     */
    public CertificateFiles alias(String alias) {
        StoreFile store = store("alias");
        return new CertificateFiles(new StoreFile(store.file(), store.password(), alias, store.trust()), federation);
    }

    /**
     * The authorities that we trust, PEM, instead of the certificate entries of the key store.
     *
     * @throws IllegalStateException if this is no key store
     */
    public CertificateFiles trust(Path file) {
        StoreFile store = store("trust");
        return new CertificateFiles(new StoreFile(store.file(), store.password(), store.alias(), file), federation);
    }

    private StoreFile store(String what) {
        if (own instanceof StoreFile store) {
            return store;
        }
        throw new IllegalStateException("Only a key store takes " + what + " apart; PEM files are named in pem(..).");
    }

    /**
     * The authorities of another trust domain, PEM. They vouch for the SPIFFE IDs of that domain and for nobody else.
     *
     * @param trustDomain its name, such as {@code partner.example}
     * @throws IllegalArgumentException if that is no name of a trust domain
     */
    public CertificateFiles federated(String trustDomain, Path bundle) {
        String fault = SpiffeId.domainFault(trustDomain);
        if (fault != null) {
            throw new IllegalArgumentException(fault);
        }
        Map<String, Path> all = new TreeMap<>(federation);
        all.put(trustDomain, bundle);
        return new CertificateFiles(own, all);
    }

    Layout layout() {
        return federation.isEmpty() ? own : new Federated(own, federation);
    }

    /** All of them. */
    public List<Path> files() {
        return layout().files();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CertificateFiles that && own.equals(that.own) && federation.equals(that.federation);
    }

    @Override
    public int hashCode() {
        return Objects.hash(own, federation);
    }

    /** The paths; never a password. */
    @Override
    public String toString() {
        return files().toString();
    }
}
