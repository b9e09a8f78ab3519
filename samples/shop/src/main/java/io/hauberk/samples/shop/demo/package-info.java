/** Drives the shop under load, breaks things meanwhile, and says what became of the requests. */
@NullMarked
package io.hauberk.samples.shop.demo;

import org.jspecify.annotations.NullMarked;
