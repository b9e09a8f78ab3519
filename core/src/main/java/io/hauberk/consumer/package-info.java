/**
 * Who may call, as {@link io.hauberk.Consumers} find them: {@link io.hauberk.consumer.MemoryConsumers} holds those of a
 * configuration, {@link io.hauberk.consumer.CachedConsumers} stands before those that somebody else keeps, and {@link
 * io.hauberk.consumer.Recognition} finds out which consumer an authenticated caller is and leads it through the limits
 * of its plan.
 */
@NullMarked
package io.hauberk.consumer;

import org.jspecify.annotations.NullMarked;
