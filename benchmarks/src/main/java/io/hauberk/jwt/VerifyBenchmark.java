package io.hauberk.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.hauberk.Deadline;
import io.hauberk.benchmarks.Tokens;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** A token that nobody has seen before, verified by us and by peers: the same token, the same key. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class VerifyBenchmark {
    @Param({"RS256", "ES256"})
    public String algorithm = "RS256";

    private String token = "";
    private Issuer issuer = Issuer.of(Tokens.ISSUER);
    private NimbusJwtDecoder spring =
            NimbusJwtDecoder.withJwkSetUri(Tokens.ISSUER).build();
    private final DefaultJWTProcessor<SecurityContext> nimbus = new DefaultJWTProcessor<>();

    @Setup
    public void prepare() {
        JWSAlgorithm signed = JWSAlgorithm.parse(algorithm);
        Tokens tokens = Tokens.of(signed);
        token = tokens.token("alice");
        issuer = Issuer.of(Tokens.ISSUER).audience(Tokens.AUDIENCE).keys(tokens.keyFile());
        issuer.start();
        JWKSource<SecurityContext> keys = new ImmutableJWKSet<>(tokens.keys());
        nimbus.setJWSKeySelector(new JWSVerificationKeySelector<>(signed, keys));
        spring = NimbusJwtDecoder.withJwkSource(keys)
                .jwsAlgorithm(SignatureAlgorithm.from(algorithm))
                .build();
        spring.setJwtValidator(JwtValidators.createDefaultWithValidators(
                new JwtIssuerValidator(Tokens.ISSUER), new JwtAudienceValidator(Tokens.AUDIENCE)));
    }

    /** Parsed, verified, its claims checked, and remembered. */
    @Benchmark
    public Object ours() {
        TokenHash hash = TokenHash.of(token, 0);
        return issuer.verify(Objects.requireNonNull(Token.parse(token)), hash, Deadline.NONE);
    }

    /** Spring Security's decoder, as its resource server has it: it verifies each time. */
    @Benchmark
    public Object spring() {
        return spring.decode(token);
    }

    /** The library that both of us parse by, with its own checks alone. */
    @Benchmark
    public JWTClaimsSet nimbus() throws Exception {
        return nimbus.process(token, null);
    }
}
