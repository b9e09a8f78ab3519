package io.hauberk.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningRequestTest {
    @TempDir
    Path temp;

    @ParameterizedTest
    @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
    void strongCurvesAreAccepted(String curve) throws Exception {
        KeyPair keys = curve(curve);
        assertThat(SigningRequest.key(request(keys.getPublic(), keys.getPrivate(), "SHA256withECDSA")))
                .isEqualTo(keys.getPublic());
    }

    @Test
    void rsaFrom2048BitsAndEd25519AreAccepted() throws Exception {
        KeyPair rsa = rsa(2048, RSAKeyGenParameterSpec.F4);
        assertThat(SigningRequest.key(request(rsa.getPublic(), rsa.getPrivate(), "SHA256withRSA")))
                .isEqualTo(rsa.getPublic());
        KeyPair edwards = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        assertThat(SigningRequest.key(request(edwards.getPublic(), edwards.getPrivate(), "Ed25519")))
                .isEqualTo(edwards.getPublic());
    }

    @Test
    void weakKeysAreRefused() throws Exception {
        KeyPair small = rsa(1024, RSAKeyGenParameterSpec.F4);
        refused(request(small.getPublic(), small.getPrivate(), "SHA256withRSA"), "RSA with 1024 bits");
        KeyPair three = rsa(2048, RSAKeyGenParameterSpec.F0);
        refused(request(three.getPublic(), three.getPrivate(), "SHA256withRSA"), "exponent");
        KeyPairGenerator dsa = KeyPairGenerator.getInstance("DSA");
        dsa.initialize(1024);
        KeyPair old = dsa.generateKeyPair();
        refused(request(old.getPublic(), old.getPrivate(), "SHA256withDSA"), "of a kind that is not issued for");
        refused(requestOnShortCurve(), "");
    }

    private static byte[] requestOnShortCurve() throws Exception {
        BouncyCastleProvider provider = new BouncyCastleProvider();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
        generator.initialize(new ECGenParameterSpec("secp192r1"));
        KeyPair keys = generator.generateKeyPair();
        return new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=x"), keys.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA")
                        .setProvider(provider)
                        .build(keys.getPrivate()))
                .getEncoded();
    }

    @Test
    void whoDoesNotHoldTheKeyIsRefused() throws Exception {
        KeyPair mine = curve("secp256r1");
        PublicKey theirs = curve("secp256r1").getPublic();
        refused(request(theirs, mine.getPrivate(), "SHA256withECDSA"), "not signed by the key");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x30, 0x31, 0xa0})
    void whatIsNestedWithoutEndIsRefused(int tag) {
        byte[] nested = new byte[16 * 1024];
        for (int i = 0; i < nested.length; i += 2) {
            nested[i] = (byte) tag;
            nested[i + 1] = (byte) 0x80;
        }
        refused(nested, "PKCS #10");
    }

    @Test
    void whatARequestAsksForBesideItsKeyIsIgnored() throws Exception {
        KeyPair keys = curve("secp256r1");
        ExtensionsGenerator wishes = new ExtensionsGenerator();
        wishes.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        wishes.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(
                        new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://shop/ns/prod/sa/payments")));
        byte[] asked = new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=payments"), keys.getPublic())
                .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, wishes.generate())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                .getEncoded();
        Authority authority = Authority.create(temp.resolve("ca"), "shop", Duration.ofDays(1));
        String token = authority.token(Member.of("spiffe://shop/ns/prod/sa/orders"), Duration.ofMinutes(1));
        X509Certificate got = authority.join(token, asked, null);
        assertThat(got.getBasicConstraints()).isEqualTo(-1);
        assertThat(got.getSubjectAlternativeNames().toString())
                .contains("orders")
                .doesNotContain("payments");
        assertThat(got.getSubjectX500Principal().getName()).isEqualTo("O=shop");
    }

    @Property(tries = 500)
    void whateverComesIsRefusedInASentence(@ForAll byte[] bytes) {
        refused(bytes, "PKCS #10");
    }

    private static void refused(byte[] request, String why) {
        assertThatThrownBy(() -> SigningRequest.key(request))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(why);
    }

    private static KeyPair curve(String name) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(name));
        return generator.generateKeyPair();
    }

    private static KeyPair rsa(int bits, BigInteger exponent) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(new RSAKeyGenParameterSpec(bits, exponent));
        return generator.generateKeyPair();
    }

    private static byte[] request(PublicKey key, PrivateKey signer, String algorithm) throws Exception {
        return new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=admin"), key)
                .build(new JcaContentSignerBuilder(algorithm).build(signer))
                .getEncoded();
    }
}
