package io.hauberk.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A certificate with its key, and whom its holder trusts: what a workload gets from its platform. Made by a {@link
 * ThrowawayAuthority}. Immutable.
 */
public final class Credentials {
    private final X509Certificate certificate;
    private final PrivateKey key;
    private final List<X509Certificate> trust;

    Credentials(X509Certificate certificate, PrivateKey key, List<X509Certificate> trust) {
        this.certificate = certificate;
        this.key = key;
        this.trust = trust;
    }

    /** These credentials, trusting other authorities than the one that issued them. */
    public Credentials trusting(ThrowawayAuthority... authorities) {
        List<X509Certificate> certificates =
                Arrays.stream(authorities).map(ThrowawayAuthority::certificate).toList();
        return new Credentials(certificate, key, certificates);
    }

    /** The certificate. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** The certificate as PEM. */
    public String certificatePem() {
        return Pem.of(certificate);
    }

    /** The private key as PEM (PKCS #8). */
    public String privateKeyPem() {
        return Pem.of("PRIVATE KEY", key.getEncoded());
    }

    /** Those who are trusted, as PEM. */
    public String trustPem() {
        return Pem.of(trust);
    }

    /** Shows this certificate and trusts these authorities, on either side of a connection. */
    public SSLContext sslContext() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            char[] password = new char[0];
            store.setKeyEntry("own", key, password, new X509Certificate[] {certificate});
            for (int i = 0; i < trust.size(); i++) {
                store.setCertificateEntry("trusted-" + i, trust.get(i));
            }
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, password);
            TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("No TLS can be made of " + certificate.getSubjectX500Principal() + ".", e);
        }
    }

    /**
     * Writes {@code tls.crt}, {@code tls.key} and {@code ca.crt} into a folder, making it where it is missing. Each file
     * is replaced in one step, but one after the other: for a moment the new key stands beside the old certificate.
     */
    public void writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<String, String> file : files().entrySet()) {
            Path whole = Files.writeString(folder.resolve("." + file.getKey() + ".new"), file.getValue());
            Files.move(whole, folder.resolve(file.getKey()), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /**
     * Writes the same three files as Kubernetes mounts a secret: they are links into {@code ..data}, which is a link to
     * a folder with a new name each time, so that all change in one step.
     */
    public void mountInto(Path folder) throws IOException {
        Path generation = Files.createDirectories(folder.resolve(".." + UUID.randomUUID()));
        Path data = folder.resolve("..data");
        Path before = target(data);
        for (Map.Entry<String, String> file : files().entrySet()) {
            Files.writeString(generation.resolve(file.getKey()), file.getValue());
            Path link = folder.resolve(file.getKey());
            if (!Files.isSymbolicLink(link)) {
                Files.createSymbolicLink(link, Path.of("..data", file.getKey()));
            }
        }
        Path next = Files.createSymbolicLink(folder.resolve("..data_tmp"), generation.getFileName());
        Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
        if (before != null) {
            for (String file : files().keySet()) {
                Files.delete(before.resolve(file));
            }
            Files.delete(before);
        }
    }

    private static @Nullable Path target(Path link) throws IOException {
        try {
            return link.resolveSibling(Files.readSymbolicLink(link));
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("tls.crt", certificatePem());
        files.put("tls.key", privateKeyPem());
        files.put("ca.crt", trustPem());
        return files;
    }

    @Override
    public String toString() {
        return certificate.getSubjectX500Principal() + " by " + certificate.getIssuerX500Principal();
    }
}
