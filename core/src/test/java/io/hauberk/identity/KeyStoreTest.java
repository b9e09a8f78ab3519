package io.hauberk.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.testkit.Credentials;
import io.hauberk.testkit.ThrowawayAuthority;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyStoreTest {
    private static final ThrowawayAuthority AUTHORITY = ThrowawayAuthority.create();
    private static final String ORDERS = "spiffe://shop/ns/prod/sa/orders";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"PKCS12", "JKS"})
    void aKeyStoreIsAnIdentityAndIsRotated(String type) throws Exception {
        Path file = write(type, AUTHORITY.issue(ORDERS), true, "own");
        try (Identity identity = Identity.of(CertificateFiles.keyStore(file, "secret"))) {
            assertThat(identity.generation().spiffeId()).isEqualTo(ORDERS);
            assertThat(identity.generation().authorities()).containsExactly(AUTHORITY.certificate());
            Credentials next = AUTHORITY.issue(ORDERS);
            write(type, next, true, "own");
            identity.reload();
            assertThat(identity.generation().chain()).containsExactly(next.certificate());
        }
    }

    @Test
    void aWrongPasswordIsSaidAndNeverShown() throws Exception {
        Path file = write("PKCS12", AUTHORITY.issue(ORDERS), true, "own");
        CertificateFiles wrong = CertificateFiles.keyStore(file, "hunter2");
        assertThatThrownBy(() -> Identity.of(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not open with the password given")
                .hasMessageNotContaining("hunter2");
        assertThat(wrong.toString()).doesNotContain("hunter2");
        assertThat(wrong.layout().toString()).doesNotContain("hunter2");
    }

    @Test
    void whatIsNoKeyStoreIsSaid() throws Exception {
        Path file = Files.writeString(folder.resolve("store.p12"), "nonsense");
        assertThatThrownBy(() -> Identity.of(CertificateFiles.keyStore(file, "secret")))
                .hasMessageContaining("is no key store");
    }

    @Test
    void severalKeysNeedAnAlias() throws Exception {
        Path file = write("PKCS12", AUTHORITY.issue(ORDERS), true, "own", "other");
        assertThatThrownBy(() -> Identity.of(CertificateFiles.keyStore(file, "secret")))
                .hasMessageContaining("holds 2 keys");
        assertThatThrownBy(() ->
                        Identity.of(CertificateFiles.keyStore(file, "secret").alias("third")))
                .hasMessageContaining("no key under the alias \"third\"");
        try (Identity identity =
                Identity.of(CertificateFiles.keyStore(file, "secret").alias("other"))) {
            assertThat(identity.generation().spiffeId()).isEqualTo(ORDERS);
        }
    }

    @Test
    void authoritiesMayStandInAFileApart() throws Exception {
        Path file = write("PKCS12", AUTHORITY.issue(ORDERS), false, "own");
        assertThatThrownBy(() -> Identity.of(CertificateFiles.keyStore(file, "secret")))
                .hasMessageContaining("holds no trusted certificate");
        Path trust = Files.writeString(folder.resolve("ca.crt"), AUTHORITY.pem());
        try (Identity identity =
                Identity.of(CertificateFiles.keyStore(file, "secret").trust(trust))) {
            assertThat(identity.generation().authorities()).containsExactly(AUTHORITY.certificate());
        }
    }

    private Path write(String type, Credentials credentials, boolean trusting, String... aliases) throws Exception {
        KeyStore store = KeyStore.getInstance(type);
        store.load(null, null);
        char[] password = "secret".toCharArray();
        for (String alias : aliases) {
            store.setKeyEntry(
                    alias, SourceTest.key(credentials), password, new Certificate[] {credentials.certificate()});
        }
        if (trusting) {
            store.setCertificateEntry("authority", AUTHORITY.certificate());
        }
        Path file = folder.resolve("store.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, password);
        }
        return file;
    }
}
