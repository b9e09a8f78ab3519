package io.hauberk.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.identity.ServerTls;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code identity} and {@code server.tls} accept, and what they say of the rest. */
class IdentityBlockTest {
    @TempDir
    Path folder;

    private Written written(String yaml) {
        return new Written(folder).withCertificates().write("hauberk: 1\n" + yaml);
    }

    @Test
    void oneWayToSayWhoWeAreIsEnough() {
        assertThat(written("identity: { folder: ., certificate: tls.crt, privateKey: tls.key, trust: ca.crt }")
                        .validate())
                .singleElement()
                .asString()
                .contains("An identity needs one of");
        assertThat(written("identity: {}").validate())
                .singleElement()
                .asString()
                .contains("needs one of");
        assertThat(written("identity: { certificate: tls.crt }").validate())
                .singleElement()
                .asString()
                .contains("needs one of");
    }

    @Test
    void thePasswordOfAKeyStoreComesFromOutside() {
        Written written = written("identity: { keyStore: { file: store.p12, password: hunter2 } }");
        assertThat(written.validate())
                .anyMatch(fault -> fault.contains("does not belong into the file"))
                .noneMatch(fault -> fault.contains("hunter2"));
        Written other = written("identity: { keyStore: { file: store.p12, password: \"${STORE}\" } }");
        other.environment.put("STORE", "secret");
        assertThat(other.validate()).singleElement().asString().contains("store.p12 cannot be read");
        assertThat(written("identity: { keyStore: { password: \"${BOB_HMAC}\" } }")
                        .validate())
                .singleElement()
                .asString()
                .contains("keyStore needs file");
    }

    @Test
    void aSourceThatIsNotHereSaysWhatToAdd() {
        assertThat(written("identity: { workloadApi: { socket: \"unix:///run/agent.sock\" } }")
                        .validate())
                .anyMatch(fault -> fault.contains("Add the dependency io.hauberk:hauberk-spiffe"));
    }

    @Test
    void trustDomainsAreFederatedByName() {
        assertThat(written("identity: { folder: ., federation: { partner.example: ca.crt } }")
                        .validate())
                .isEmpty();
        try (Hauberk hauberk = written("identity: { folder: ., federation: { partner.example: ca.crt } }")
                .loader()
                .load()) {
            assertThat(hauberk.identity().generation().federation()).containsOnlyKeys("partner.example");
        }
        assertThat(written("identity: { folder: ., federation: { \"spiffe://partner\": ca.crt } }")
                        .validate())
                .singleElement()
                .asString()
                .contains("no name of a trust domain");
        assertThat(written("identity: { folder: ., federation: { partner: gone.crt } }")
                        .validate())
                .singleElement()
                .asString()
                .contains("gone.crt cannot be read");
    }

    @Test
    void aServerShowsTheIdentityUnlessItHasACertificateOfItsOwn() {
        try (Hauberk hauberk = written(
                        "identity: { folder: . }\nserver: { tls: { clients: required, mode: permissive } }")
                .loader()
                .load()) {
            assertThat(hauberk.server().tls())
                    .isEqualTo(new Server.Tls(null, ServerTls.mutual().permissive()));
        }
        assertThat(written("server: { tls: { clients: required } }").validate())
                .singleElement()
                .asString()
                .contains("or an identity block, whose certificate it shows");
        assertThat(written("server: { tls: { certificate: tls.crt, privateKey: tls.key, clients: optional } }")
                        .validate())
                .singleElement()
                .asString()
                .contains("clients \"optional\" needs trust");
        assertThat(written("identity: { folder: . }\nserver: { tls: { mode: lenient } }")
                        .validate())
                .singleElement()
                .asString()
                .contains("permissive, strict");
    }
}
