@NullMarked
package com.acme.memory.management.analysis;

import org.jspecify.annotations.NullMarked;
