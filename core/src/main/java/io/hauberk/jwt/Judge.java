package io.hauberk.jwt;

import io.hauberk.Request;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Says whether a token is right. */
@FunctionalInterface
interface Judge {
    /**
     * Looks at the token that begins at an index of a text; it is not empty. May block.
     *
     * @return null where nobody can say, and the request is to pass as nobody
     */
    @Nullable Verdict judge(Request request, String text, int from) throws IOException;
}
