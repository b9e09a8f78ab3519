package io.hauberk.retrofit;

import io.hauberk.service.CallOptions;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.Call;
import okhttp3.Request;
import retrofit2.Invocation;

/**
 * The calls of Retrofit's interfaces, with what their methods say by {@link io.hauberk.annotation.Retried}, {@link
 * io.hauberk.annotation.Hedged} and {@link io.hauberk.annotation.TimeLimited}. Retrofit calls services without it, too:
 * {@code .client(mesh.okHttp())} is enough where no method has such an annotation.
 *
 * <pre>{@code
 * Retrofit retrofit = new Retrofit.Builder().baseUrl("http://orders/").callFactory(MeshCalls.of(mesh.okHttp())).build();
 * }</pre>
 *
 * <p>A value that is none fails at the first call of its method, naming it. What is thrown is what the client throws: a
 * {@link io.hauberk.RejectedException} for a refusal, a {@link io.hauberk.DeadlineExceededException} for a deadline that
 * passed, else what OkHttp throws. Thread-safe.
 */
public final class MeshCalls implements Call.Factory {
    private final Call.Factory calls;
    private final Map<Method, Optional<CallOptions>> known = new ConcurrentHashMap<>();

    private MeshCalls(Call.Factory calls) {
        this.calls = calls;
    }

    /** Calls of a client that a mesh made or wrapped. */
    public static MeshCalls of(Call.Factory client) {
        return new MeshCalls(client);
    }

    @Override
    public Call newCall(Request request) {
        Invocation invocation = request.tag(Invocation.class);
        if (invocation == null || request.tag(CallOptions.class) != null) {
            return calls.newCall(request);
        }
        // As many as the interfaces have methods.
        return known.computeIfAbsent(invocation.method(), method -> Optional.ofNullable(CallOptions.annotated(method)))
                .map(options -> calls.newCall(
                        request.newBuilder().tag(CallOptions.class, options).build()))
                .orElseGet(() -> calls.newCall(request));
    }

    @Override
    public String toString() {
        return "calls of " + calls;
    }
}
