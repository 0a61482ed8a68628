fn main() {
    let a: Vec<String> = std::env::args().collect();
    let text = std::fs::read_to_string(&a[1]).unwrap();
    let t = std::time::Instant::now();
    let i = passerelle_planner::instance::read_instance(&text).unwrap();
    eprintln!("read {:?}", t.elapsed());
    for s in a[2..].iter() {
        let t = std::time::Instant::now();
        let (p, b) = passerelle_planner::try_it(&i.problem, s.parse().unwrap());
        let (pts, br) = passerelle_planner::score(&i.problem, &p);
        println!("{} {:?} bids {} score {} flow {} breaches {} {:?}", s, t.elapsed(), b, pts.total(), pts.total() - pts.distinct, br.len(), pts);
    }
}
