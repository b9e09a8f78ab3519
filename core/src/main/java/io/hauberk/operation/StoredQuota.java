package io.hauberk.operation;

import io.hauberk.Explainable;
import io.hauberk.FilterWrapper;
import io.hauberk.Handler;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.quota.Quota;
import io.hauberk.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A quota of an annotation, in the store that has its name now: a reload may have made another one. Thread-safe. */
final class StoredQuota extends FilterWrapper implements Explainable, MeterBinder {
    private final Quota quota;
    private final String store;
    private final String owner;
    private final Function<String, @Nullable Store> stores;
    private volatile @Nullable MeterRegistry registry;
    private volatile @Nullable Bound bound;

    /** @param quota one without a store */
    StoredQuota(Quota quota, String store, String owner, Function<String, @Nullable Store> stores) {
        super(quota);
        this.quota = quota;
        this.store = store;
        this.owner = owner;
        this.stores = stores;
    }

    /** The name of its store. */
    String store() {
        return store;
    }

    /** The quota that counts now. Two that are made at once count the same. */
    Quota now() {
        Store current = stores.apply(store);
        Bound known = bound;
        if (known != null && (current == null || current == known.store)) {
            return known.quota;
        }
        if (current == null) {
            throw new IllegalStateException("There is no store " + store + " any more.");
        }
        Quota made = quota.store(current, owner);
        MeterRegistry meters = registry;
        if (meters != null) {
            made.bindTo(meters);
        }
        bound = new Bound(current, made);
        return made;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        registry = meters;
        now().bindTo(meters);
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        return now().handle(request, next);
    }

    @Override
    public List<String> explain(Request request, boolean callerOpen) {
        return quota.explain(request, callerOpen);
    }

    @Override
    public String toString() {
        return quota + " in store " + store;
    }

    private record Bound(Store store, Quota quota) {}
}
