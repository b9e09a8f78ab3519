package io.hauberk.consumer;

import io.hauberk.Consumer;
import io.hauberk.Credential;
import io.hauberk.Credential.Kind;
import io.hauberk.credential.NamePattern;
import java.time.InstantSource;

/** The credentials of a consumer that count now. */
final class Live {
    private Live() {}

    /** Whether the consumer still has the credential; the one of a peer may be a pattern. */
    static boolean any(Consumer consumer, Kind kind, String id, InstantSource clock) {
        for (Credential each : consumer.credentials()) {
            if (each.kind() == kind && each.live(clock) && fits(each, id)) {
                return true;
            }
        }
        return false;
    }

    private static boolean fits(Credential credential, String id) {
        return credential.kind() == Kind.PEER
                ? NamePattern.fits(credential.id(), id)
                : credential.id().equals(id);
    }
}
