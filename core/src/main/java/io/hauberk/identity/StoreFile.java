package io.hauberk.identity;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key store, PKCS #12 or JKS by its first bytes, whose certificate entries are trusted unless there is a PEM file.
 *
 * @param alias the entry with the key; null for the only one
 * @param trust the authorities, PEM; null for those in the store
 */
record StoreFile(
        Path file,
        String password,
        @Nullable String alias,
        @Nullable Path trust) implements Layout {
    private static final int JKS = 0xFEEDFEED;
    private static final int MAX_ENTRIES = 10_000;

    @Override
    public List<Path> files() {
        return trust == null ? List.of(file) : List.of(file, trust);
    }

    @Override
    public Path main() {
        return file;
    }

    @Override
    public Material read(List<byte[]> contents, Instant now) throws BadMaterialException {
        try {
            KeyStore store = open(contents.get(0));
            String name = keyEntry(store);
            List<X509Certificate> chain = chain(store, name);
            PrivateKey key = key(store, name);
            List<X509Certificate> authorities =
                    trust == null ? trusted(store) : Pem.certificates(trust.toString(), contents.get(1));
            PrivateKeys.matching(file.toString(), key, chain.get(0).getPublicKey());
            MaterialCheck.chain(file.toString(), chain, now);
            return Material.of(chain, key, authorities);
        } catch (GeneralSecurityException e) {
            throw new BadMaterialException(file + " is a key store that cannot be used: " + e.getMessage() + ".", e);
        }
    }

    private KeyStore open(byte[] bytes) throws GeneralSecurityException, BadMaterialException {
        KeyStore store = KeyStore.getInstance(magic(bytes) == JKS ? "JKS" : "PKCS12");
        try {
            store.load(new ByteArrayInputStream(bytes), password.toCharArray());
        } catch (IOException e) {
            boolean wrongPassword = e.getCause() instanceof GeneralSecurityException;
            throw new BadMaterialException(
                    file
                            + (wrongPassword
                                    ? " does not open with the password given."
                                    : " is no key store: PKCS #12 or JKS is needed, whole and unbroken."),
                    e);
        }
        if (store.size() > MAX_ENTRIES) {
            throw new BadMaterialException(file + " holds more than " + MAX_ENTRIES + " entries.");
        }
        return store;
    }

    private static int magic(byte[] bytes) {
        int value = 0;
        for (int i = 0; i < 4 && i < bytes.length; i++) {
            value = value << 8 | bytes[i] & 0xff;
        }
        return value;
    }

    private String keyEntry(KeyStore store) throws GeneralSecurityException, BadMaterialException {
        if (alias != null) {
            if (!store.isKeyEntry(alias)) {
                throw new BadMaterialException(file + " has no key under the alias \"" + alias + "\".");
            }
            return alias;
        }
        List<String> keys = new ArrayList<>();
        for (String name : Collections.list(store.aliases())) {
            if (store.isKeyEntry(name)) {
                keys.add(name);
            }
        }
        if (keys.size() != 1) {
            throw new BadMaterialException(
                    file + " holds " + keys.size() + " keys. " + "Give the alias of the one that is ours.");
        }
        return keys.get(0);
    }

    private List<X509Certificate> chain(KeyStore store, String name)
            throws GeneralSecurityException, BadMaterialException {
        List<X509Certificate> chain = new ArrayList<>();
        Certificate[] found = store.getCertificateChain(name);
        for (Certificate certificate : found == null ? new Certificate[0] : found) {
            if (certificate instanceof X509Certificate x509) {
                chain.add(x509);
            }
        }
        if (chain.isEmpty()) {
            throw new BadMaterialException(file + " holds a key without a certificate.");
        }
        // PKCS #12 completes chains up to the root, which nobody needs to be sent.
        X509Certificate last = chain.get(chain.size() - 1);
        boolean root = chain.size() > 1 && last.getIssuerX500Principal().equals(last.getSubjectX500Principal());
        return root ? chain.subList(0, chain.size() - 1) : chain;
    }

    private PrivateKey key(KeyStore store, String name) throws GeneralSecurityException, BadMaterialException {
        if (store.getKey(name, password.toCharArray()) instanceof PrivateKey key) {
            return key;
        }
        throw new BadMaterialException(file + " holds no private key under the alias \"" + name + "\".");
    }

    private List<X509Certificate> trusted(KeyStore store) throws GeneralSecurityException, BadMaterialException {
        List<X509Certificate> authorities = new ArrayList<>();
        for (String name : Collections.list(store.aliases())) {
            if (store.isCertificateEntry(name) && store.getCertificate(name) instanceof X509Certificate certificate) {
                authorities.add(certificate);
            }
        }
        if (authorities.isEmpty()) {
            throw new BadMaterialException(
                    file + " holds no trusted certificate. Import the authority, or name a PEM file as trust.");
        }
        return authorities;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return file.toString();
    }
}
