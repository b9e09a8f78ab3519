package io.hauberk.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.config.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadersTest {
    private static List<String> faults(String yaml) {
        return Yaml.faults(yaml, settings -> Issuer.from("corp", settings));
    }

    @Test
    void anIssuerIsReadFromYaml() {
        Issuer issuer = Yaml.read("""
                issuer: https://id.example.com
                audience: [shop]
                keys: https://id.example.com/jwks.json
                algorithms: [RS256, ES256]
                types: at+jwt
                skew: 30s
                maxToken: 4KB
                requiredClaims: [jti]
                """, settings -> Issuer.from("corp", settings));
        assertThat(issuer.name()).isEqualTo("corp");
        assertThat(issuer.url()).isEqualTo("https://id.example.com");
        assertThat(issuer.maxToken()).isEqualTo(4096);
        assertThat(issuer.algorithms()).containsExactlyInAnyOrder("RS256", "ES256");
    }

    @Test
    void keysMayBeAFileThatIsLookedAt(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("keys.json");
        Files.writeString(file, Signer.set(Signer.curve("a")));
        String yaml = "issuer: https://id.example.com\naudience: shop\nkeys: " + file;
        assertThat(faults(yaml)).isEmpty();
        assertThat(faults(yaml + "\nalgorithms: RS256"))
                .singleElement()
                .asString()
                .contains(":3:", "RS256");
        Files.writeString(file, "{}");
        assertThat(faults(yaml)).singleElement().asString().contains(":3:", "not a JWK set");
        Files.writeString(file, "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n");
        assertThat(faults(yaml)).singleElement().asString().contains("is PEM and not a JWK set: convert it", "PS256");
        Files.delete(file);
        assertThat(faults(yaml)).singleElement().asString().contains(":3:", "does not exist");
    }

    @Test
    void faultsAreSentencesWithLines() {
        String start = "issuer: https://id.example.com\naudience: shop\n";
        assertThat(faults("issuer: corp\naudience: shop"))
                .singleElement()
                .asString()
                .contains("asked");
        assertThat(faults("audience: shop")).singleElement().asString().contains("needs issuer");
        assertThat(faults(start + "keys: http://id.example.com/keys"))
                .singleElement()
                .asString()
                .contains(":3:", "https");
        assertThat(faults(start + "algorithms: [none]"))
                .singleElement()
                .asString()
                .contains("no signature");
        assertThat(faults(start + "algorithms: [HS256]"))
                .singleElement()
                .asString()
                .contains("shared key");
        assertThat(faults(start + "skew: 1h")).singleElement().asString().contains("skew");
        assertThat(faults(start + "maxToken: 1MB")).singleElement().asString().contains("token");
        assertThat(faults("issuer: https://id.example.com\nkeys: https://id.example.com/keys"))
                .singleElement()
                .asString()
                .contains("has no audience");
        assertThat(faults(start + "audiences: [x]")).singleElement().asString().contains("Did you mean \"audience\"");
    }

    @Test
    void aFilterWithoutIssuerIsAFault() {
        assertThat(Yaml.faults("required: false", Jwt::from))
                .singleElement()
                .asString()
                .contains("needs an issuer");
    }
}
