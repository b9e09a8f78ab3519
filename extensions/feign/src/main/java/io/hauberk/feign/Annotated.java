package io.hauberk.feign;

import feign.MethodMetadata;
import feign.Request;
import feign.RequestTemplate;
import io.hauberk.service.CallOptions;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What the methods of clients say about their calls, read once when a client is built. Thread-safe. */
final class Annotated {
    private final Map<Method, CallOptions> options = new ConcurrentHashMap<>();

    /** @throws IllegalArgumentException if an annotation has a value that is none */
    void read(MethodMetadata metadata) {
        CallOptions said = CallOptions.annotated(metadata.method());
        if (said != null) {
            options.put(metadata.method(), said);
        }
    }

    @Nullable CallOptions of(Request request) {
        RequestTemplate template = request.requestTemplate();
        MethodMetadata metadata = template == null ? null : template.methodMetadata();
        return metadata == null ? null : options.get(metadata.method());
    }
}
