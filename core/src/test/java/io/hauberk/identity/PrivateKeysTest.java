package io.hauberk.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeysTest {
    @ParameterizedTest
    @ValueSource(strings = {"RSA", "RSASSA-PSS", "EC", "Ed25519"})
    void pkcs8IsReadForEachAlgorithm(String algorithm) throws Exception {
        KeyPair keys = keys(algorithm);
        assertThat(PrivateKeys.read(
                        "tls.key", pem("PRIVATE KEY", keys.getPrivate().getEncoded()), keys.getPublic()))
                .isEqualTo(keys.getPrivate());
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void theOlderFormsAreReadToo(String algorithm) throws Exception {
        KeyPair keys = keys(algorithm);
        byte[] inner = innerKey(keys.getPrivate().getEncoded());
        assertThat(PrivateKeys.read("tls.key", pem(algorithm + " PRIVATE KEY", inner), keys.getPublic()))
                .isEqualTo(keys.getPrivate());
    }

    @Test
    void aKeyThatIsBoundToOneHashOfPssIsRead() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSASSA-PSS");
        generator.initialize(new RSAKeyGenParameterSpec(
                2048,
                RSAKeyGenParameterSpec.F4,
                new PSSParameterSpec("SHA-384", "MGF1", MGF1ParameterSpec.SHA384, 48, 1)));
        KeyPair keys = generator.generateKeyPair();
        assertThat(PrivateKeys.read(
                        "tls.key", pem("PRIVATE KEY", keys.getPrivate().getEncoded()), keys.getPublic()))
                .isEqualTo(keys.getPrivate());
        KeyPair free = keys("RSASSA-PSS");
        assertThatThrownBy(() -> PrivateKeys.read(
                        "tls.key", pem("PRIVATE KEY", free.getPrivate().getEncoded()), keys.getPublic()))
                .hasMessage("tls.key holds a key that does not belong to the certificate.");
    }

    @Test
    void whatStandsBesideTheKeyDoesNotMatter() throws Exception {
        KeyPair keys = keys("EC");
        String text = "Bag Attributes\n" + text("EC PARAMETERS", new byte[] {5, 0}) + "Key:\n"
                + text("PRIVATE KEY", keys.getPrivate().getEncoded());
        assertThat(PrivateKeys.read("tls.key", text.getBytes(StandardCharsets.UTF_8), keys.getPublic()))
                .isEqualTo(keys.getPrivate());
    }

    @Test
    void aKeyOfSomeoneElseIsRefused() throws Exception {
        KeyPair keys = keys("EC");
        KeyPair others = keys("EC");
        assertThatThrownBy(() -> PrivateKeys.read(
                        "tls.key", pem("PRIVATE KEY", others.getPrivate().getEncoded()), keys.getPublic()))
                .isInstanceOf(BadMaterialException.class)
                .hasMessage("tls.key holds a key that does not belong to the certificate.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "RSASSA-PSS"})
    void aLargerKeyOfSomeoneElseIsRefusedWithTheSameWords(String algorithm) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(2048);
        KeyPair keys = generator.generateKeyPair();
        generator.initialize(3072);
        PrivateKey larger = generator.generateKeyPair().getPrivate();
        assertThatThrownBy(() -> PrivateKeys.read("tls.key", pem("PRIVATE KEY", larger.getEncoded()), keys.getPublic()))
                .hasMessage("tls.key holds a key that does not belong to the certificate.");
    }

    @Test
    void aKeyOfAnotherKindIsRefused() throws Exception {
        KeyPair keys = keys("EC");
        assertThatThrownBy(() -> PrivateKeys.read(
                        "tls.key", pem("PRIVATE KEY", keys("RSA").getPrivate().getEncoded()), keys.getPublic()))
                .hasMessageContaining("holds no EC key");
    }

    @Test
    void anEncryptedKeyIsAnsweredWithTheCommandThatDecryptsIt() throws Exception {
        KeyPair keys = keys("EC");
        assertThatThrownBy(() ->
                        PrivateKeys.read("tls.key", pem("ENCRYPTED PRIVATE KEY", new byte[] {1, 2}), keys.getPublic()))
                .hasMessageContaining("encrypted")
                .hasMessageContaining("openssl pkcs8");
        byte[] legacy = ("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n"
                        + "-----END RSA PRIVATE KEY-----\n")
                .getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> PrivateKeys.read("tls.key", legacy, keys.getPublic()))
                .hasMessageContaining("encrypted");
    }

    @Test
    void otherFormsAndRubbishAreRefused() throws Exception {
        KeyPair keys = keys("EC");
        assertThatThrownBy(() ->
                        PrivateKeys.read("tls.key", pem("OPENSSH PRIVATE KEY", new byte[] {1, 2}), keys.getPublic()))
                .hasMessageContaining("Convert it: openssl pkcs8");
        assertThatThrownBy(() -> PrivateKeys.read("tls.key", new byte[0], keys.getPublic()))
                .hasMessageContaining("holds no private key");
        assertThatThrownBy(() -> PrivateKeys.read("tls.key", pem("EC PRIVATE KEY", new byte[300]), keys.getPublic()))
                .isInstanceOf(BadMaterialException.class);
    }

    private static KeyPair keys(String algorithm) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (algorithm.equals("EC")) {
            generator.initialize(new ECGenParameterSpec("secp256r1"));
        }
        return generator.generateKeyPair();
    }

    /** The octet string in a PKCS #8 key: PKCS #1 for RSA, SEC 1 for EC. */
    private static byte[] innerKey(byte[] pkcs8) {
        int at = header(pkcs8, 0); // into the sequence
        at += 3; // the version
        at = header(pkcs8, at) + length(pkcs8, at); // past the algorithm
        int start = header(pkcs8, at);
        return Arrays.copyOfRange(pkcs8, start, start + length(pkcs8, at));
    }

    private static int header(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return at + 2 + (first < 128 ? 0 : first & 0x7f);
    }

    private static int length(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        if (first < 128) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7f); i++) {
            length = length << 8 | der[at + 2 + i] & 0xff;
        }
        return length;
    }

    private static byte[] pem(String label, byte[] der) {
        return text(label, der).getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + label
                + "-----\n";
    }
}
