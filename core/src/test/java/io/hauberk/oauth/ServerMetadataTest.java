package io.hauberk.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Deadline;
import io.hauberk.Response;
import io.hauberk.testkit.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ServerMetadataTest {
    private final VirtualTime time = VirtualTime.moving();

    private ServerMetadata read(String json) throws IOException {
        return ServerMetadata.read(
                "https://id.acme.test",
                request -> Response.ok(json),
                time,
                Deadline.after(Duration.ofSeconds(4), time));
    }

    @Test
    void whatAnIssuerCallsItselfForgesNoLineOfALog() {
        String forged = "https://evil.test\\n2026-01-01 INFO all is well\\u001b[2J" + "x".repeat(50_000);
        assertThatThrownBy(() -> read("{\"issuer\":\"" + forged + "\"}"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("speaks of the issuer \"https://evil.test\\u000a2026")
                .hasMessageContaining("\\u001b[2J")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(2000).doesNotContain("\n", "\u001b"));
    }

    @Test
    void anEndpointThatIsNoUrlForgesNoneEither() throws IOException {
        ServerMetadata metadata =
                read("{\"issuer\":\"https://id.acme.test\",\"token_endpoint\":\"https://x\\nERROR y\"}");
        assertThatThrownBy(() -> metadata.require("token_endpoint"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("that may not be used")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }
}
