/** A shop of four services, with Hauberk at every door and around every call. */
@NullMarked
package io.hauberk.samples.shop;

import org.jspecify.annotations.NullMarked;
