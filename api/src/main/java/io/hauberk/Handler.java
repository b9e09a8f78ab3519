package io.hauberk;

import java.io.IOException;
import java.util.function.UnaryOperator;

/**
 * Answers a request. The rest of a chain, the application behind us, a call to another service, a cached answer and a
 * lambda in a test are all handlers.
 *
 * <p>A handler blocks until the head of the response is known; the body may still be on its way. Handlers are called by
 * many threads at once. An {@link IOException} means that transport failed, and nothing else: a refusal is a
 * {@linkplain Response#refused(Rejection) response}.
 */
@FunctionalInterface
public interface Handler {
    /**
     * Answers the request. The caller owns the response: it passes it on, or closes it.
     *
     * @throws IOException if transport failed before the head of the response was known
     */
    Response handle(Request request) throws IOException;

    /**
     * Answers the request, and has {@code mapping} change the head of the response exactly once before its first byte
     * leaves, also where the application writes its own output or throws.
     *
     * <p>The mapping is invisible to everything inside: it is applied when the response comes back here, or, where the
     * application writes its output itself, at the moment its head is committed. Mappings run innermost first. Where one
     * throws, the response is closed, and nothing of it leaves.
     */
    default Response handle(Request request, UnaryOperator<Head> mapping) throws IOException {
        Response response = handle(request.mappingHead(mapping));
        if (response.sent()) {
            return response;
        }
        try {
            return response.withHead(mapping.apply(response.head()));
        } catch (RuntimeException | Error e) {
            response.close();
            throw e;
        }
    }
}
