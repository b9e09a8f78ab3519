package io.hauberk.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.testkit.ThrowawayAuthority;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates for keys with the OID id-RSASSA-PSS, as some authorities ask for. */
class PssIdentityTest {
    private static final ThrowawayAuthority AUTHORITY = ThrowawayAuthority.create();
    private static final String ORDERS = "spiffe://shop/ns/prod/sa/orders";
    private static final String EDGE = "spiffe://shop/ns/prod/sa/edge";

    @TempDir
    Path folder;

    private static KeyPair keys(PSSParameterSpec bound) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSASSA-PSS");
        generator.initialize(new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4, bound));
        return generator.generateKeyPair();
    }

    @Test
    void bothSidesOfAConnectionCanHaveOne() throws Exception {
        PSSParameterSpec sha384 = new PSSParameterSpec("SHA-384", "MGF1", MGF1ParameterSpec.SHA384, 48, 1);
        AUTHORITY.issue(keys(null), ORDERS).writeTo(folder.resolve("orders"));
        AUTHORITY.issue(keys(sha384), EDGE).writeTo(folder.resolve("edge"));
        try (Identity orders = Identity.pem(folder.resolve("orders"));
                Identity edge = Identity.pem(folder.resolve("edge"));
                Meeting meeting = new Meeting(orders);
                TlsClient client = TlsClient.of("orders", Tls.mutual().peers(ORDERS), edge);
                Meeting other = new Meeting(edge);
                TlsClient back = TlsClient.of("edge", Tls.mutual().peers(EDGE), orders)) {
            assertThat(orders.generation().chain().get(0).getPublicKey().getAlgorithm())
                    .isEqualTo("RSASSA-PSS");
            assertThat(meeting.call(client)).isEqualTo(EDGE);
            assertThat(other.call(back)).isEqualTo(ORDERS);
        }
    }
}
