package io.hauberk.signature;

import io.hauberk.Body;
import io.hauberk.Request;
import io.hauberk.credential.Digests;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Makes requests ready to be signed. */
final class Digested {
    private Digested() {}

    /**
     * The request with a digest of its content where there is any, and without what was signed for us. Its content can be sent
     * once more than before.
     *
     * @return null if the content cannot be read twice and is longer than what may be held
     */
    static @Nullable Request of(Request request, int maxContent) throws IOException {
        Request bare = request.without("Signature").without("Signature-Input").without("Content-Digest");
        if (bare.body().length() == 0) {
            return bare;
        }
        Body body = bare.body().replayable() ? bare.body() : held(bare.body(), maxContent);
        if (body == null) {
            return null;
        }
        Digests.Computed digest;
        try (InputStream in = body.open()) {
            digest = Digests.compute(in);
        }
        Request ready = body == bare.body() ? bare : bare.withBody(body);
        return digest.length() == 0 ? ready : ready.with("Content-Digest", digest.field());
    }

    private static @Nullable Body held(Body body, int most) throws IOException {
        if (body.length() > most) {
            return null;
        }
        try (InputStream in = body.open()) {
            byte[] content = in.readNBytes(most);
            return content.length == most && in.read() >= 0 ? null : Body.of(content);
        }
    }
}
