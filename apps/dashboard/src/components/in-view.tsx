import { useEffect, useRef, useState, type ReactNode } from 'react';

/** How far below the screen what comes next is got ready, in pixels. */
const aheadPx = 500;

/** What is read and drawn when somebody comes near it, and stays then. */
export function InView({ children }: { readonly children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  const [isSeen, setIsSeen] = useState(false);
  useEffect(() => {
    if (!place.current) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setIsSeen(true);
      },
      { rootMargin: `${aheadPx}px` },
    );
    observer.observe(place.current);
    return () => {
      observer.disconnect();
    };
  }, []);
  return (
    <div ref={place} className="in-view">
      {isSeen && children}
    </div>
  );
}
