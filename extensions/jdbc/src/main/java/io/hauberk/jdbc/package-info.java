/**
 * Counts in a table of a database, for quotas above all: {@code stores: { quotas: { jdbc: "jdbc:postgresql://db/shop", … } }}.
 * What was committed survives restarts, and all processes share it.
 *
 * <p>An operation reads the rows of its counters together with the database's time, decides, and writes each row on condition
 * that nobody has written it in between (optimistic locking); several rows in one transaction. Where somebody has, it begins
 * again, for as long as its budget lasts. So no row stays locked while a process thinks, or dies.
 *
 * <p>A decision is two round trips to the database, three with several counters. For limits of a second, Redis is the better
 * place.
 */
@NullMarked
package io.hauberk.jdbc;

import org.jspecify.annotations.NullMarked;
