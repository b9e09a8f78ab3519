/**
 * Counters that several processes share, and what happens when the store that holds them is gone.
 *
 * <p>A {@link io.hauberk.store.Store} stands between those who count (rate limits, quotas) and a {@link
 * io.hauberk.CounterStore}: it gives each operation 25 milliseconds, stops asking a store that fails, asks again by one
 * operation a second, and says meanwhile what {@link io.hauberk.store.Store.OnFailure} asks for. The waiting for a store that
 * fails is so bounded by its budget for each request, and by nearly nothing for most.
 */
@NullMarked
package io.hauberk.store;

import org.jspecify.annotations.NullMarked;
