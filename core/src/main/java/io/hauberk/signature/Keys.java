package io.hauberk.signature;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hauberk.Consumer;
import io.hauberk.Credential;
import io.hauberk.Credential.Kind;
import io.hauberk.Exchange;
import io.hauberk.credential.Known;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The keys of consumers by their names; those that were read are kept, 1,000 at most. Thread-safe. */
final class Keys {
    private final InstantSource clock;
    private final Cache<Credential, Optional<VerificationKey>> read =
            Caffeine.newBuilder().maximumSize(1_000).executor(Runnable::run).build();

    Keys(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Who has a key of this name, and which.
     *
     * @param algorithm what the signature says it is made with; null where it says nothing
     */
    @Nullable Owned find(Exchange exchange, String id, @Nullable String algorithm) throws IOException {
        boolean secret = VerificationKey.HMAC.equals(algorithm);
        Owned owned = secret ? null : find(exchange, Kind.PUBLIC_KEY, id);
        return owned == null && (algorithm == null || secret) ? find(exchange, Kind.SECRET, id) : owned;
    }

    private @Nullable Owned find(Exchange exchange, Kind kind, String id) throws IOException {
        Consumer consumer = Known.find(exchange, kind, id);
        if (consumer == null) {
            return null;
        }
        List<VerificationKey> keys = new ArrayList<>(2);
        for (Credential each : Known.live(consumer, kind, id, clock)) {
            key(each).ifPresent(keys::add);
        }
        return new Owned(consumer, keys);
    }

    private Optional<VerificationKey> key(Credential credential) {
        if (credential.kind() == Kind.SECRET) {
            return Optional.of(VerificationKey.secret(credential.value()));
        }
        Optional<VerificationKey> known = read.getIfPresent(credential);
        if (known == null) {
            known = parse(credential);
            read.put(credential, known);
        }
        return known;
    }

    private static Optional<VerificationKey> parse(Credential credential) {
        try {
            return Optional.of(PublicKeys.read(credential.value(), credential.algorithm()));
        } catch (GeneralSecurityException e) {
            return Optional.empty(); // whoever keeps it let it in
        }
    }

    /** The live keys of one name, and whose they are. */
    record Owned(Consumer consumer, List<VerificationKey> keys) {}
}
