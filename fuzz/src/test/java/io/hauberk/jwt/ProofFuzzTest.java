package io.hauberk.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.hauberk.Body;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

class ProofFuzzTest {
    private static final ECKey CLIENT = key();
    private static final String TOKEN = "token";
    private static final InstantSource CLOCK = () -> Instant.ofEpochSecond(1_800_000_000);

    private final DpopGuard guard =
            new DpopGuard(Dpop.accepted().clock(CLOCK).nonces("0123456789abcdef0123456789abcdef"));

    private static ECKey key() {
        try {
            return new ECKeyGenerator(Curve.P_256).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private @Nullable ProofFault check(String proof) throws JOSEException {
        Request request = Request.of(
                Exchange.begin(Ticker.system()),
                "GET",
                "https",
                "shop.test",
                "/orders",
                null,
                Headers.of("DPoP", proof),
                Body.empty());
        return guard.check(request, TOKEN, CLIENT.computeThumbprint().toString());
    }

    @FuzzTest
    void nothingButAProofIsTakenForOne(FuzzedDataProvider data) throws JOSEException {
        String header = encoded(data.consumeString(3_000));
        assertThat(check(header + '.' + encoded(data.consumeRemainingAsString()) + ".AAAA"))
                .isNotNull();
    }

    @FuzzTest
    void whatAProofSaysIsChecked(FuzzedDataProvider data) throws JOSEException {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("dpop+jwt"))
                .jwk(CLIENT.toPublicJWK())
                .build();
        JWSObject proof = new JWSObject(header, new Payload(data.consumeRemainingAsString()));
        proof.sign(new ECDSASigner(CLIENT));
        assertThat(check(proof.serialize()))
                .as("without a nonce of ours it is refused, whatever it says")
                .isNotNull();
    }

    @FuzzTest
    void aUrlHasOneNormalForm(FuzzedDataProvider data) {
        String normal = HttpUrl.normalised(data.consumeRemainingAsString());
        if (normal != null) {
            assertThat(HttpUrl.normalised(normal)).isEqualTo(normal);
        }
    }

    @FuzzTest
    void noncesAreOurs(FuzzedDataProvider data) {
        String text = data.consumeRemainingAsString();
        Nonces nonces = Nonces.of(null, CLOCK);
        assertThat(nonces.valid(text)).isFalse();
        assertThat(nonces.ageing(text)).isIn(true, false);
        assertThat(nonces.valid(nonces.next())).isTrue();
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
