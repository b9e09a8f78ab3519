package io.hauberk.mtls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.hauberk.Headers;
import io.hauberk.identity.SpiffeId;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

class ForwardedCertificateFuzzTest {
    private static final String BOB = "spiffe://shop/ns/prod/sa/bob";

    @FuzzTest
    void aFieldNamesSomebodyOrNobody(FuzzedDataProvider data) {
        String name = name(data.consumeRemainingAsString());
        if (name != null) {
            boolean id = SpiffeId.fault(name) == null;
            assertThat(id || new X500Principal(name).getName().equals(name)).isTrue();
        }
    }

    /** The proxy before us appends to what a client has sent, and quotes the subject of the client's choice. */
    @FuzzTest
    void noClientTalksItselfIntoAnotherName(FuzzedDataProvider data) {
        String sent = data.consumeString(200);
        String subject = data.consumeRemainingAsString().replace("\"", "\\\"");
        String name = name(sent + ",By=spiffe://shop/proxy;Hash=ab;Subject=\"" + subject + "\";URI=" + BOB);
        assertThat(name).isIn(BOB, null);
    }

    private static @Nullable String name(String field) {
        Headers headers;
        try {
            headers = Headers.of(ForwardedCertificate.NAME, field);
        } catch (IllegalArgumentException e) {
            return null; // No container lets it through.
        }
        return ForwardedCertificate.name(headers);
    }
}
